import { sql, type Transaction } from '@riel/database';
import type { TransferId } from '@riel/schemas';
import type { RequestRecord } from '../read-chunk.ts';
import { transferColumns } from './transfer-rows.ts';

/**
 * Puts verified requests in the place of forgeries that came before them, and returns their ids. Only
 * of a row that was refused for its signature: it never was the request, and nothing of it was sent.
 */
export async function replaceForged(
  transaction: Transaction,
  rows: readonly RequestRecord[],
  { mustLookUp }: { readonly mustLookUp: boolean },
): Promise<ReadonlySet<TransferId>> {
  if (rows.length === 0) return new Set();
  const names = sql.join(transferColumns.map(({ name }) => sql.ref(name)));
  const values = sql.join(
    transferColumns.map(({ type, value }) => sql`${rows.map(value)}::${sql.raw(type)}[]`),
  );
  const { rows: replaced } = await sql<{ transfer_id: TransferId }>`
    update gateway.transfers t
       set (${names}) = (select n.* from unnest(${values}) as n (${names})
                          where n.transfer_id = t.transfer_id),
           must_look_up = ${mustLookUp}
     where t.transfer_id = any(${rows.map(({ transferId }) => transferId)}::uuid[])
       and t.state = 'refused' and t.reason = 'signature'
    returning t.transfer_id`.execute(transaction);
  return new Set(replaced.map((row) => row.transfer_id));
}

/** The ids under which nothing but forgeries came so far. */
export async function findForged(
  transaction: Transaction,
  transferIds: readonly TransferId[],
): Promise<ReadonlySet<TransferId>> {
  const { rows } = await sql<{ transfer_id: TransferId }>`
    select transfer_id from gateway.transfers
     where transfer_id = any(${[...transferIds]}::uuid[])
       and state = 'refused' and reason = 'signature'`.execute(transaction);
  return new Set(rows.map((row) => row.transfer_id));
}
