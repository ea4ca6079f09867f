import { importsOf, packageOf } from './imports.ts';
import {
  lineAt,
  visitNodes,
  type SourceFile,
  type SyntaxNode,
  type Violation,
} from './source-file.ts';

/** A file decides if it exports a function whose name says so, or if it belongs to a package of rules. */
const decidingName = /^(decide|fold|evolve|plan|normalise|match|verifyMonoSignature)/;
const rulePackages = ['libs/books/src/', 'libs/money/src/'];

/** What a decider may import: other rules, identifiers, types, and digests. */
const purePackages = new Set(['@riel/books', '@riel/ids', '@riel/money', '@riel/schemas']);
const pureModules = new Set(['node:crypto']);

/** Calls that read a clock or draw a random number. */
const impureMembers = new Set([
  'Date.now',
  'performance.now',
  'Math.random',
  'process.hrtime',
  'crypto.randomUUID',
  'crypto.randomBytes',
]);
const impureFunctions = new Set([
  'setTimeout',
  'setInterval',
  'setImmediate',
  'randomUUID',
  'randomBytes',
  'fetch',
]);

function declaredNames(declaration: SyntaxNode): readonly string[] {
  const own = (declaration['id'] as SyntaxNode | null | undefined)?.['name'];
  if (typeof own === 'string') return [own];
  const declarators = (declaration['declarations'] as readonly SyntaxNode[] | undefined) ?? [];
  return declarators.flatMap((one) => {
    const name = (one['id'] as SyntaxNode)['name'];
    const value = one['init'] as SyntaxNode | null | undefined;
    const callable =
      value?.type === 'ArrowFunctionExpression' || value?.type === 'FunctionExpression';
    return typeof name === 'string' && callable ? [name] : [];
  });
}

/** Whether the file holds pure rules: a decider, a fold, a plan. Tests are not deciders. */
export function isDecider(file: SourceFile): boolean {
  if (file.path.endsWith('.test.ts') || file.path.includes('/testing/')) return false;
  if (rulePackages.some((folder) => file.path.startsWith(folder))) return true;
  return (file.tree['body'] as readonly SyntaxNode[]).some((statement) => {
    const declaration = statement['declaration'] as SyntaxNode | null | undefined;
    if (statement.type !== 'ExportNamedDeclaration' || !declaration) return false;
    const isType = declaration.type.startsWith('TS');
    return !isType && declaredNames(declaration).some((name) => decidingName.test(name));
  });
}

/** Imports of a file that are there when it runs. Types may come from anywhere: they do nothing. */
const runningImports = (file: SourceFile) => importsOf(file).filter(({ typeOnly }) => !typeOnly);

const isImpure = (specifier: string): boolean => {
  const name = packageOf(specifier);
  return name === null ? !pureModules.has(specifier) : !purePackages.has(name);
};

/** The files that a file imports by a relative way, and theirs in turn, itself first. */
function reachedFrom(file: SourceFile, byPath: ReadonlyMap<string, SourceFile>): SourceFile[] {
  const reached = new Set([file]);
  for (const one of reached) {
    for (const { specifier } of runningImports(one)) {
      if (!specifier.startsWith('.')) continue;
      const path = new URL(specifier, `file:///${one.path}`).pathname.slice(1);
      const target = byPath.get(path);
      if (target !== undefined) reached.add(target);
    }
  }
  return [...reached];
}

/** Deciders that import an adapter, themselves or through a file beside them. */
export function findImpureImports(files: readonly SourceFile[]): readonly Violation[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return files.filter(isDecider).flatMap((decider) =>
    reachedFrom(decider, byPath).flatMap((file) =>
      runningImports(file)
        .filter(({ specifier }) => !specifier.startsWith('.') && isImpure(specifier))
        .map(({ specifier, place }) => ({
          rule: 'decider-imports-adapter',
          path: decider.path,
          line: file === decider ? lineAt(file, place) : 1,
          detail: file === decider ? specifier : `${specifier} through ${file.path}`,
        })),
    ),
  );
}

function memberName(node: SyntaxNode): string {
  const object = (node['object'] as SyntaxNode | undefined)?.['name'];
  const property = (node['property'] as SyntaxNode | undefined)?.['name'];
  return `${String(object)}.${String(property)}`;
}

function impureCall(node: SyntaxNode): string | null {
  if (node.type === 'NewExpression') {
    const name = (node['callee'] as SyntaxNode)['name'];
    const values = node['arguments'] as readonly unknown[];
    return name === 'Date' && values.length === 0 ? 'new Date()' : null;
  }
  if (node.type !== 'CallExpression') return null;
  const callee = node['callee'] as SyntaxNode;
  const name = callee.type === 'MemberExpression' ? memberName(callee) : String(callee['name']);
  return impureMembers.has(name) || impureFunctions.has(name) ? name : null;
}

/** Deciders that read a clock, draw a random number or wait. */
export function findClocksInDeciders(files: readonly SourceFile[]): readonly Violation[] {
  const found: Violation[] = [];
  for (const file of files.filter(isDecider)) {
    visitNodes(file.tree, (node) => {
      const detail = impureCall(node);
      if (detail === null) return;
      found.push({
        rule: 'decider-not-pure',
        path: file.path,
        line: lineAt(file, node.start),
        detail,
      });
    });
  }
  return found;
}
