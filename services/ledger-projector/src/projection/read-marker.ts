import { hash } from 'node:crypto';
import { parseTables } from '@riel/books';
import type { Tables } from '@riel/books';
import type { EventOf } from '@riel/schemas';
import { LedgerError } from '../errors.ts';

/** What a marker puts into force. */
export type Marker =
  | {
      readonly kind: 'tables';
      readonly number: number;
      readonly tables: Tables;
      readonly content: string;
      readonly digest: Buffer;
      readonly author: string;
    }
  | {
      readonly kind: 'period';
      readonly number: number;
      /** 'YYYY-MM' */
      readonly closedThrough: string;
      readonly author: string;
      readonly reason: string | null;
      readonly forced: boolean;
      readonly reconciliationRunId: string | null;
    };

const month = /^\d{4}-(0[1-9]|1[0-2])$/;

/**
 * Reads a marker. Throws LedgerError RIEL_TABLES_INVALID when it cannot be put into force: whoever
 * wrote it did not check it, and booking under other tables than the log says is never right.
 */
export const readMarker = (event: EventOf<'TablesActivated' | 'PeriodClosed'>): Marker => {
  const { markerNumber: number } = event.value;
  if (event.name === 'PeriodClosed') {
    const { period, author, reason, forced, reconciliationRunId } = event.value;
    if (!month.test(period)) {
      throw invalid(number, 'its period is no month');
    }
    const closing = { author, reason, forced, reconciliationRunId };
    return { kind: 'period', number, closedThrough: period, ...closing };
  }
  const { tables: content, tablesDigest, author } = event.value;
  const digest = hash('sha256', content, 'buffer');
  if (digest.toString('hex') !== tablesDigest) {
    throw invalid(number, 'its digest is not that of its tables');
  }
  return { kind: 'tables', number, tables: tablesOf(number, content), content, digest, author };
};

/** Reads the tables of a marker. Throws LedgerError RIEL_TABLES_INVALID naming what is wrong. */
export const tablesOf = (markerNumber: number, content: string): Tables => {
  const parsed = parseTables(jsonOf(content));
  if (parsed.kind === 'invalid') {
    const [first] = parsed.problems;
    throw invalid(markerNumber, `${first?.path ?? ''} ${first?.message ?? 'invalid'}`);
  }
  return parsed.tables;
};

/** The parsed text, or undefined, which no tables are. */
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const invalid = (markerNumber: number, what: string): LedgerError =>
  new LedgerError(
    'RIEL_TABLES_INVALID',
    `marker ${markerNumber} cannot be put into force: ${what}`,
  );
