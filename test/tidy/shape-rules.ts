import {
  lineAt,
  visitNodes,
  type SourceFile,
  type SyntaxNode,
  type Violation,
} from './source-file.ts';

/** Lines that a source file may have at most. */
export const FILE_LINES_MAX = 300;
/** Lines that a function may have at most, from its first to its last. */
export const FUNCTION_LINES_MAX = 70;
/** Parameters that a function may take by position at most. */
export const PARAMETERS_MAX = 3;

const functionNodes = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);

/** Entries that may stand at the top of the repository, beside dot files. */
const topEntries = new Set([
  'services',
  'schemas',
  'libs',
  'deploy',
  'test',
  'package.json',
  'package-lock.json',
  'tsconfig.base.json',
  'nx.json',
  'README.md',
  'LICENSE',
]);

const isTest = (path: string): boolean => path.endsWith('.test.ts');

/** Files that are too long. */
export function findLongFiles(files: readonly SourceFile[]): readonly Violation[] {
  return files.flatMap((file) => {
    const lines = file.text.split('\n').length - 1;
    if (lines <= FILE_LINES_MAX) return [];
    return [
      { rule: 'file-length', path: file.path, line: FILE_LINES_MAX, detail: `${lines} lines` },
    ];
  });
}

/** Functions that are too long. A test's `describe` holds its cases and is not counted. */
export function findLongFunctions(files: readonly SourceFile[]): readonly Violation[] {
  const found: Violation[] = [];
  for (const file of files.filter((candidate) => !isTest(candidate.path))) {
    visitNodes(file.tree, (node) => {
      if (!functionNodes.has(node.type)) return;
      const first = lineAt(file, node.start);
      const lines = lineAt(file, node.end) - first + 1;
      if (lines <= FUNCTION_LINES_MAX) return;
      found.push({
        rule: 'function-length',
        path: file.path,
        line: first,
        detail: `${lines} lines`,
      });
    });
  }
  return found;
}

/** Functions that take too many parameters by position. The cases of a table test are rows. */
export function findManyParameters(files: readonly SourceFile[]): readonly Violation[] {
  const found: Violation[] = [];
  for (const file of files.filter((candidate) => !isTest(candidate.path))) {
    visitNodes(file.tree, (node) => {
      if (!functionNodes.has(node.type)) return;
      const count = (node['params'] as readonly unknown[]).length;
      if (count <= PARAMETERS_MAX) return;
      const line = lineAt(file, node.start);
      found.push({ rule: 'parameters', path: file.path, line, detail: `${count} parameters` });
    });
  }
  return found;
}

/** Bare console output: whatever people or machines read goes through the logger or an output port. */
export function findConsoleOutput(files: readonly SourceFile[]): readonly Violation[] {
  const found: Violation[] = [];
  for (const file of files) {
    visitNodes(file.tree, (node) => {
      const object = node['object'] as SyntaxNode | undefined;
      if (node.type !== 'MemberExpression' || object?.['name'] !== 'console') return;
      found.push({
        rule: 'console',
        path: file.path,
        line: lineAt(file, node.start),
        detail: file.text.slice(node.start, node.end),
      });
    });
  }
  return found;
}

/** Entries at the top of the repository that do not belong there. */
export function findForeignTopEntries(paths: readonly string[]): readonly Violation[] {
  const entries = new Set(paths.map((path) => path.split('/')[0] ?? path));
  return [...entries]
    .filter((entry) => !entry.startsWith('.') && !topEntries.has(entry))
    .map((entry) => ({ rule: 'top-level', path: entry, line: 1, detail: entry }));
}
