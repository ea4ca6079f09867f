import { sql, type Executor } from '@riel/database';
import { sumKeyText, type SumKey } from '../acceptance.ts';

interface SumRow {
  readonly caller: string;
  readonly day: string;
  readonly currency: string;
  readonly minor_units: string;
}

/** The daily sums that commands count against, by `sumKeyText`; one that is absent is zero. */
export async function loadDailySums(
  executor: Executor,
  keys: readonly SumKey[],
): Promise<Map<string, bigint>> {
  const distinct = [...new Map(keys.map((key) => [sumKeyText(key), key])).values()];
  const { rows } = await sql<SumRow>`
    select caller, day, currency, minor_units
      from command.caller_daily_sums
      join unnest(
        ${distinct.map(({ caller }) => caller)}::text[],
        ${distinct.map(({ day }) => day)}::date[],
        ${distinct.map(({ currency }) => currency)}::text[]
      ) as wanted (caller, day, currency) using (caller, day, currency)
  `.execute(executor);
  return new Map(
    rows.map((row) => [`${row.caller} ${row.day} ${row.currency}`, BigInt(row.minor_units)]),
  );
}
