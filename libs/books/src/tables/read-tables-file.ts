import { jsonPlaces } from './json-places.ts';
import { parseTables } from './parse-tables.ts';
import type { Tables } from './tables.ts';

/** Something wrong in a file of tables, with its place for a person and for a program. */
export interface FileProblem {
  readonly file: string;
  /** The first line is 1; of a field that is missing, the line of what should hold it. */
  readonly line: number;
  /** JSON pointer (RFC 6901) of the field; '' is the whole. */
  readonly path: string;
  readonly message: string;
}

/** Outcome of reading a file of tables. */
export type TablesFile =
  | { readonly kind: 'ok'; readonly tables: Tables }
  | { readonly kind: 'invalid'; readonly problems: readonly FileProblem[] };

/** Reads the text of a file of tables; every problem names file, line and field. */
export function readTablesFile(file: string, text: string): TablesFile {
  const places = jsonPlaces(text);
  if (places.kind === 'malformed') {
    const { line, message } = places;
    return {
      kind: 'invalid',
      problems: [{ file, line, path: '', message: `is no JSON: ${message}` }],
    };
  }
  if (places.repeated.length > 0) {
    const problems = places.repeated.map((each) => ({ file, ...each, message: 'appears twice' }));
    return { kind: 'invalid', problems };
  }
  const parsed = parseTables(JSON.parse(text));
  if (parsed.kind === 'ok') return parsed;
  const problems = parsed.problems.map((problem) => ({
    file,
    line: lineOf(places.lines, problem.path),
    ...problem,
  }));
  return { kind: 'invalid', problems };
}

/** The problem in one line, as compilers write theirs. */
export function fileProblemText({ file, line, path, message }: FileProblem): string {
  return path === '' ? `${file}:${line}: ${message}` : `${file}:${line}: ${path} ${message}`;
}

function lineOf(lines: ReadonlyMap<string, number>, path: string): number {
  const line = lines.get(path);
  if (line !== undefined) return line;
  const end = path.lastIndexOf('/');
  return end === -1 ? 1 : lineOf(lines, path.slice(0, end));
}
