import type { Tables } from '@riel/books';
import type { Executor } from '@riel/database';
import { LedgerError } from '../errors.ts';
import { tablesOf } from './read-marker.ts';
import { readTables } from './sql/read-tables.ts';

/** Tables by the number of their marker, read from the database once. They never change. */
export class TablesCache {
  readonly #tables = new Map<number, Tables>();

  /** The tables of a marker that a partition has read. Throws LedgerError RIEL_TABLES_MISSING. */
  async get(executor: Executor, markerNumber: number): Promise<Tables> {
    const known = this.#tables.get(markerNumber);
    if (known !== undefined) {
      return known;
    }
    const content = await readTables(executor, markerNumber);
    if (content === null) {
      throw new LedgerError('RIEL_TABLES_MISSING', `the tables of marker ${markerNumber} are lost`);
    }
    const tables = tablesOf(markerNumber, content);
    this.#tables.set(markerNumber, tables);
    return tables;
  }
}
