import example from '../../tables/example.json' with { type: 'json' };
import { BooksError } from '../errors.ts';
import { parseTables } from './parse-tables.ts';
import type { Tables } from './tables.ts';

/**
 * Tables for demo and tests: a whole chart of accounts and invented prices for every rail and every
 * Mono account. A contract with Mono replaces them before real money moves.
 */
export const exampleTables: Tables = parsedExample();

function parsedExample(): Tables {
  const parsed = parseTables(example);
  if (parsed.kind === 'ok') return parsed.tables;
  const first = parsed.problems[0];
  const text = `example tables: ${first?.path ?? ''} ${first?.message ?? ''}`;
  throw new BooksError('RIEL_BOOKS_TABLES_INVALID', text);
}
