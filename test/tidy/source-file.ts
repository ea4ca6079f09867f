import { parseAst } from 'vite';

/** A node of the syntax tree as the parser gives it: a type, a place and children of any name. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [child: string]: unknown;
}

/** One TypeScript file of the repository: `path` is relative to the top, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly tree: SyntaxNode;
}

/** A rule that a file breaks, with the line (from 1) where it does. */
export interface Violation {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly detail: string;
}

/** Parses the text of one file. Throws what the parser throws if the text is no TypeScript. */
export function sourceFileOf(path: string, text: string): SourceFile {
  return { path, text, tree: parseAst(text, { lang: 'ts' }) as unknown as SyntaxNode };
}

/** The line of a place in the text, from 1. */
export function lineAt(file: SourceFile, place: number): number {
  let line = 1;
  for (let index = file.text.indexOf('\n'); index !== -1 && index < place;) {
    line += 1;
    index = file.text.indexOf('\n', index + 1);
  }
  return line;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** Calls `visit` for every node of the tree, parents before children. */
export function visitNodes(node: SyntaxNode, visit: (node: SyntaxNode) => void): void {
  visit(node);
  for (const child of Object.values(node)) {
    if (isNode(child)) visitNodes(child, visit);
    if (Array.isArray(child)) {
      for (const item of child) if (isNode(item)) visitNodes(item, visit);
    }
  }
}
