import { column, sql, unnestInsert, type Executor, type Transaction } from '@riel/database';
import { packPage, unpackPage, type Page } from '../../pages/page.ts';

/** Stores a page. */
export async function insertPage(
  transaction: Transaction,
  place: { readonly runNumber: bigint; readonly pageNumber: number },
  page: Page,
): Promise<void> {
  const items = page.mono.length + page.intents.length + page.setAside.length;
  await sql`
    insert into reconciliation.pages (run_number, page_number, source, items, content)
    values (${place.runNumber}, ${place.pageNumber}, ${page.source}, ${items}, ${packPage(page)})
  `.execute(transaction);
}

/** Reads a stored page; null if there is none of that number. */
export async function readPage(
  executor: Executor,
  runNumber: bigint,
  pageNumber: number,
): Promise<Page | null> {
  const { rows } = await sql<{ content: Buffer }>`
    select content from reconciliation.pages
     where run_number = ${runNumber} and page_number = ${pageNumber}`.execute(executor);
  const [row] = rows;
  return row === undefined ? null : unpackPage(row.content);
}

/** One of Mono's objects that a run has met. */
export interface SeenRow {
  readonly runNumber: bigint;
  readonly monoId: string;
  readonly subjectKey: string;
  readonly isApproved: boolean;
}

const seenColumns = [
  column('run_number', 'bigint', (row: SeenRow) => row.runNumber),
  column('mono_id', 'text', (row: SeenRow) => row.monoId),
  column('subject_key', 'text', (row: SeenRow) => row.subjectKey),
  column('is_approved', 'boolean', (row: SeenRow) => row.isApproved),
];

/** Notes what was met. Rows that were met before stay as they are. */
export async function insertSeen(
  transaction: Transaction,
  rows: readonly SeenRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await unnestInsert({
    into: 'reconciliation.seen',
    columns: seenColumns,
    rows,
    suffix: sql`on conflict do nothing`,
  }).execute(transaction);
}

/** Which of the ids were met before. */
export async function readSeen(
  transaction: Transaction,
  runNumber: bigint,
  monoIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (monoIds.length === 0) return new Set();
  const { rows } = await sql<{ mono_id: string }>`
    select mono_id from reconciliation.seen
     where run_number = ${runNumber} and mono_id = any(${[...monoIds]}::text[])`.execute(
    transaction,
  );
  return new Set(rows.map((row) => row.mono_id));
}

/** Approved Mono transfers of the same transfers, met before. */
export async function readApproved(
  transaction: Transaction,
  runNumber: bigint,
  keys: readonly string[],
): Promise<readonly (readonly [key: string, monoId: string])[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<{ subject_key: string; mono_id: string }>`
    select subject_key, mono_id from reconciliation.seen
     where run_number = ${runNumber} and subject_key = any(${[...keys]}::text[]) and is_approved
     order by subject_key, mono_id`.execute(transaction);
  return rows.map((row) => [row.subject_key, row.mono_id]);
}

/** Forgets what a run has met: its pages hold it all. */
export async function deleteSeen(transaction: Transaction, runNumber: bigint): Promise<void> {
  await sql`delete from reconciliation.seen where run_number = ${runNumber}`.execute(transaction);
}
