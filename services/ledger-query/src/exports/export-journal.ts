/**
 * Streams the journal from one snapshot with a cursor of the database, so that memory does not grow with it and
 * what is booked meanwhile changes nothing. A reader that is slow slows the database down, not this service;
 * one that stops reading is ended by the time-out of idle transactions.
 */
import { PassThrough } from 'node:stream';
import { once } from 'node:events';
import { sql, type Transaction } from '@riel/database';
import { entryFilter } from '../entries/entry-filter.ts';
import type { EntryQuestion } from '../entries/entry-question.ts';
import { entryColumns, withLines, type EntryRow } from '../entries/read-entries.ts';
import { readPosition } from '../position/position.ts';
import type { ReadOnly } from '../read-only.ts';
import type { ExportAccount, ExportFormat, ExportHead } from './export-format.ts';

/** Entries that are in memory at a time. */
const ENTRIES_PER_FETCH = 1_000;

/** A journal that is being written. */
export interface JournalExport {
  readonly head: ExportHead;
  readonly stream: PassThrough;
}

/** Begins an export; rejects if it cannot begin, and destroys the stream if it cannot go on. */
export async function exportJournal(
  readOnly: ReadOnly,
  question: EntryQuestion,
  format: ExportFormat,
): Promise<JournalExport> {
  const stream = new PassThrough();
  const { promise, resolve, reject } = Promise.withResolvers<JournalExport>();
  const writing = readOnly(async (transaction) => {
    const position = await readPosition(transaction);
    const head = { position, accounts: await readAccounts(transaction) };
    await openCursor(transaction, question);
    resolve({ head, stream });
    await write(stream, format.head(head));
    for (;;) {
      const entries = await withLines(transaction, await fetchRows(transaction));
      if (entries.length === 0) break;
      await write(stream, format.entries(entries, head));
    }
  });
  writing.then(
    () => stream.end(),
    (error: unknown) => {
      reject(error);
      stream.destroy(error instanceof Error ? error : new Error(String(error)));
    },
  );
  return await promise;
}

async function write(stream: PassThrough, text: string): Promise<void> {
  if (stream.destroyed) throw stream.errored ?? new ReaderGone();
  if (text === '' || stream.write(text)) return;
  const gone = new AbortController();
  const onClose = (): void => gone.abort(new ReaderGone());
  stream.once('close', onClose);
  try {
    await once(stream, 'drain', { signal: gone.signal });
  } finally {
    stream.off('close', onClose);
  }
}

/** The one who asked has hung up. */
class ReaderGone extends Error {
  readonly code = 'RIEL_EXPORT_ABANDONED';
  constructor() {
    super('the reader of the export has gone');
    this.name = 'ReaderGone';
  }
}

async function readAccounts(transaction: Transaction): Promise<readonly ExportAccount[]> {
  const { rows } = await sql<ExportAccount>`
    select code, currency, name, type, puc_code as "pucCode", beancount_name as "beancountName"
    from ledger.v_accounts
    order by code, currency`.execute(transaction);
  return rows;
}

async function openCursor(transaction: Transaction, question: EntryQuestion): Promise<void> {
  await sql`
    declare journal no scroll cursor for
    select ${entryColumns}
    from ledger.v_entries entry
    join ledger.v_partitions place on place.partition_id = entry.partition_id
    where ${entryFilter(question)}
    order by entry.booking_date, entry.fact_id, entry.entry_number`.execute(transaction);
}

async function fetchRows(transaction: Transaction): Promise<readonly EntryRow[]> {
  const fetch = sql.raw<EntryRow>(`fetch forward ${ENTRIES_PER_FETCH} from journal`);
  return (await fetch.execute(transaction)).rows;
}
