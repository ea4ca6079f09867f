import { sql, type Transaction } from '@riel/database';
import type { MinorUnits } from '@riel/schemas';
import { sumKeyText, type SumKey } from '../acceptance.ts';

interface Addition extends SumKey {
  minorUnits: bigint;
  transfers: bigint;
}

/** Adds what was accepted to the daily sums. The callers are locked, so nobody adds at the same time. */
export async function addToDailySums(
  transaction: Transaction,
  accepted: readonly (SumKey & { readonly amount: MinorUnits })[],
): Promise<void> {
  const additions = [...totalsOf(accepted).values()];
  await sql`
    insert into command.caller_daily_sums as sums (caller, day, currency, minor_units, transfers)
    select * from unnest(
      ${additions.map(({ caller }) => caller)}::text[],
      ${additions.map(({ day }) => day)}::date[],
      ${additions.map(({ currency }) => currency)}::text[],
      ${additions.map(({ minorUnits }) => minorUnits.toString())}::numeric[],
      ${additions.map(({ transfers }) => transfers)}::bigint[]
    )
    on conflict (caller, day, currency) do update
       set minor_units = sums.minor_units + excluded.minor_units,
           transfers = sums.transfers + excluded.transfers
  `.execute(transaction);
}

function totalsOf(
  accepted: readonly (SumKey & { readonly amount: MinorUnits })[],
): ReadonlyMap<string, Addition> {
  const totals = new Map<string, Addition>();
  for (const one of accepted) {
    const key = sumKeyText(one);
    const { caller, day, currency } = one;
    const total = totals.get(key) ?? { caller, day, currency, minorUnits: 0n, transfers: 0n };
    total.minorUnits += one.amount;
    total.transfers += 1n;
    totals.set(key, total);
  }
  return totals;
}
