import { sql, type Transaction } from '@riel/database';
import type { Caller } from '@riel/schemas';

/**
 * Locks callers until the end of the transaction. It is the first lock of every acceptance.
 *
 * It makes two transactions of one caller follow each other: neither can overrun the daily limit, and a
 * concurrent duplicate waits here and then sees the first one's row. An advisory lock, because there is no
 * row yet that both could lock: the day of the sums changes at midnight, the caller does not. Keys are taken
 * in sorted order, so that two transactions with the same callers cannot wait for each other; two callers
 * whose hashes collide only wait needlessly.
 */
export async function lockCallers(
  transaction: Transaction,
  callers: readonly Caller[],
): Promise<void> {
  const distinct = [...new Set(callers)];
  await sql`
    with keys as materialized (
      select distinct hashtextextended('riel command ' || caller, 0) as key
        from unnest(${distinct}::text[]) as callers (caller)
       order by key
    )
    select pg_advisory_xact_lock(key) from keys
  `.execute(transaction);
}
