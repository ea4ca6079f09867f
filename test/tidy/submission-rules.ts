import { lineAt, visitNodes, type SourceFile, type Violation } from './source-file.ts';

const MAKER = 'storedSubmissionOf';
/** The store that has committed what it makes submissions of, and the library that defines them. */
const allowed = [
  /^services\/mono-gateway\/src\/(?:[\w-]+\/)*submission-store\.ts$/,
  /^libs\/mono-client\/src\//,
];

/**
 * Files that make a stored submission without being the gateway's store. A creation at Mono takes
 * nothing else, so nobody can send a body or a key that was not committed first.
 */
export function findForgedSubmissions(files: readonly SourceFile[]): readonly Violation[] {
  const found: Violation[] = [];
  for (const file of files) {
    if (file.path.endsWith('.test.ts') || file.path.startsWith('test/')) continue;
    if (allowed.some((form) => form.test(file.path))) continue;
    visitNodes(file.tree, (node) => {
      if (node.type !== 'Identifier' || node['name'] !== MAKER) return;
      const line = lineAt(file, node.start);
      found.push({ rule: 'forged-submission', path: file.path, line, detail: MAKER });
    });
  }
  return found;
}
