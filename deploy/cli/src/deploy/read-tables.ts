import { canonicalTables, fileProblemText, readTablesFile } from '@riel/books';

import { DeployOptionError } from '../errors.ts';

/** Most problems that one message names. */
const PROBLEMS_MAX = 10;

/** Validates the text of a tables file and gives its canonical form. Throws DeployOptionError. */
export function readTables(text: string): string {
  const read = readTablesFile('tables', text);
  if (read.kind === 'ok') return canonicalTables(read.tables);
  const named = read.problems.slice(0, PROBLEMS_MAX).map(fileProblemText);
  const more = read.problems.length - named.length;
  const rest = more === 0 ? '' : `; and ${more} more`;
  throw new DeployOptionError('tables', `cannot be used: ${named.join('; ')}${rest}`);
}
