import { sql, type Executor } from '@riel/database';

/** A table of which old rows are deleted: its key and the column that holds their time in microseconds. */
export interface AgingTable {
  readonly table: string;
  readonly key: string;
  readonly time: string;
}

/** What is kept for a limited time: it saves work or answers questions of the day, and proves nothing. */
export const agingTables = {
  receipts: { table: 'webhook.receipts', key: 'digest', time: 'received_at' },
  facts: { table: 'webhook.facts', key: 'event_id', time: 'recorded_at' },
  monoTransfers: { table: 'webhook.mono_transfers', key: 'mono_transfer_id', time: 'known_at' },
  unmatchedFacts: { table: 'webhook.unmatched_facts', key: 'event_id', time: 'recorded_at' },
  unlinkedFacts: { table: 'webhook.unlinked_facts', key: 'event_id', time: 'recorded_at' },
  collectionLinks: {
    table: 'webhook.collection_links',
    key: 'collection_link_id',
    time: 'closed_at',
  },
} as const satisfies Readonly<Record<string, AgingTable>>;

/** Deletes at most `rowsMax` rows older than the time and returns how many. */
export async function deleteOldRows(
  executor: Executor,
  { table, key, time }: AgingTable,
  options: { readonly before: bigint; readonly rowsMax: number },
): Promise<number> {
  const from = sql.table(table);
  const { rows } = await sql<{ count: bigint }>`
    with old as (
      select ${sql.ref(key)} as id from ${from}
       where ${sql.ref(time)} < ${options.before} limit ${options.rowsMax}
    ), deleted as (
      delete from ${from} using old where ${sql.ref(key)} = old.id returning 1
    )
    select count(*) as count from deleted`.execute(executor);
  return Number(rows[0]?.count ?? 0n);
}
