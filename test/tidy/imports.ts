import { visitNodes, type SourceFile, type SyntaxNode } from './source-file.ts';

/** One import of a file, static, re-exported or dynamic, with its place in the text. */
export interface ImportOf {
  readonly specifier: string;
  readonly place: number;
  readonly typeOnly: boolean;
}

const importingNodes = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
]);

/** The package whose files are looked up by `require.resolve`, as those that are run and not imported. */
function resolvedSpecifier(node: SyntaxNode): string | null {
  if (node.type !== 'CallExpression') return null;
  const callee = node['callee'] as SyntaxNode;
  const object = (callee['object'] as SyntaxNode | undefined)?.['name'];
  const property = (callee['property'] as SyntaxNode | undefined)?.['name'];
  const [first] = node['arguments'] as readonly SyntaxNode[];
  const value = first?.['value'];
  const isResolve = property === 'resolve' && /require/i.test(String(object));
  return isResolve && typeof value === 'string' ? value : null;
}

/** All imports of a file whose specifier is written out. */
export function importsOf(file: SourceFile): readonly ImportOf[] {
  const found: ImportOf[] = [];
  visitNodes(file.tree, (node) => {
    const resolved = resolvedSpecifier(node);
    if (resolved !== null && /^@?[a-z]/.test(resolved)) {
      found.push({ specifier: resolved, place: node.start, typeOnly: true });
    }
    if (!importingNodes.has(node.type)) return;
    const source = node['source'] as SyntaxNode | null | undefined;
    const specifier = source?.['value'];
    if (typeof specifier !== 'string') return;
    const typeOnly = node['importKind'] === 'type' || node['exportKind'] === 'type';
    found.push({ specifier, place: node.start, typeOnly });
  });
  return found;
}

/** The package name of a specifier (`@scope/name/deep` gives `@scope/name`), null if relative or node's own. */
export function packageOf(specifier: string): string | null {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return null;
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? null);
}
