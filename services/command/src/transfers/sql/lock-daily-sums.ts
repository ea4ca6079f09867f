import { sql, type Executor, type Transaction } from '@riel/database';
import { sumKeyText, type SumKey } from '../acceptance.ts';

interface SumRow {
  readonly caller: string;
  readonly day: string;
  readonly currency: string;
  readonly minor_units: string;
}

/**
 * Locks the daily sums that the commands count against, and returns them by `sumKeyText`.
 *
 * This is the first lock of every acceptance, taken in sorted order. It makes two transactions of one
 * caller follow each other: neither can overrun the limit, and a concurrent duplicate waits here and then
 * sees the first one's row. The lock is held until the commit, so nothing slow may come after it.
 */
export async function lockDailySums(
  transaction: Transaction,
  keys: readonly SumKey[],
): Promise<Map<string, bigint>> {
  const wanted = distinct(keys);
  let rows = await select(transaction, wanted, 'lock');
  if (rows.length < wanted.length) {
    await insertMissing(transaction, wanted);
    rows = await select(transaction, wanted, 'lock');
  }
  return sumsOf(rows);
}

/** The daily sums as they are, without a lock: for a look that decides nothing. */
export async function loadDailySums(
  executor: Executor,
  keys: readonly SumKey[],
): Promise<Map<string, bigint>> {
  return sumsOf(await select(executor, distinct(keys), 'look'));
}

const distinct = (keys: readonly SumKey[]): readonly SumKey[] => [
  ...new Map(keys.map((key) => [sumKeyText(key), key])).values(),
];

const sumsOf = (rows: readonly SumRow[]): Map<string, bigint> =>
  new Map(rows.map((row) => [`${row.caller} ${row.day} ${row.currency}`, BigInt(row.minor_units)]));

const arrays = (keys: readonly SumKey[]) => sql`unnest(
  ${keys.map(({ caller }) => caller)}::text[],
  ${keys.map(({ day }) => day)}::date[],
  ${keys.map(({ currency }) => currency)}::text[]
) as wanted (caller, day, currency)`;

async function select(
  executor: Executor,
  keys: readonly SumKey[],
  purpose: 'lock' | 'look',
): Promise<readonly SumRow[]> {
  const { rows } = await sql<SumRow>`
    select sums.caller, sums.day, sums.currency, sums.minor_units
      from command.caller_daily_sums sums
      join ${arrays(keys)} using (caller, day, currency)
     order by sums.caller, sums.day, sums.currency
    ${purpose === 'lock' ? sql`for update of sums` : sql``}
  `.execute(executor);
  return rows;
}

// A missing sum is inserted as zero so that there is a row to lock.
async function insertMissing(transaction: Transaction, keys: readonly SumKey[]): Promise<void> {
  await sql`
    insert into command.caller_daily_sums (caller, day, currency, minor_units, transfers)
    select caller, day, currency, 0, 0 from ${arrays(keys)}
     order by caller, day, currency
        on conflict do nothing
  `.execute(transaction);
}
