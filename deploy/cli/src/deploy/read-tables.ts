import { canonicalTables, parseTables } from '@riel/books';

import { DeployOptionError } from '../errors.ts';

/** Most problems that one message names. */
const PROBLEMS_MAX = 10;

/** Validates the text of a tables file and gives its canonical form. Throws DeployOptionError. */
export function readTables(text: string): string {
  const parsed = parseTables(jsonOf(text));
  if (parsed.kind === 'ok') return canonicalTables(parsed.tables);
  const named = parsed.problems.slice(0, PROBLEMS_MAX).map(problemText);
  const more = parsed.problems.length - named.length;
  const rest = more === 0 ? '' : `; and ${more} more`;
  throw new DeployOptionError('tables', `cannot be used: ${named.join('; ')}${rest}`);
}

const problemText = ({ path, message }: { readonly path: string; readonly message: string }) =>
  `${path} ${message}`;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DeployOptionError('tables', 'must be JSON', error);
  }
}
