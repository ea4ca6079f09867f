import { placesAndSums } from './places-and-sums.ts';

/** Tables that nobody may change after the insert, privileges or not. */
const appendOnly = ['facts', 'postings', 'reversals', 'marks', 'set_aside', 'tables'] as const;

/**
 * What the database itself refuses: an entry that does not balance, and a change of what was booked.
 * Both are second lines behind the decider and behind privileges, for bugs and for hands.
 */
export const guards: readonly string[] = [
  // One check per statement over all its rows: a check per row costs a third of the write rate.
  // Every entry is therefore written whole by one statement: its lines sum to zero per currency, are
  // numbered from 0 without gaps, and agree on kind and date.
  `create function ledger.refuse_unbalanced() returns trigger language plpgsql as $body$
  declare
    entry record;
  begin
    select fact_id, entry_number, max(difference) as difference into entry
      from (
        select posted.fact_id, posted.entry_number, account.currency,
               sum(posted.amount) as difference, count(*) as lines, max(posted.line) as last_line,
               min(posted.kind) as first_kind, max(posted.kind) as last_kind,
               min(posted.booking_date) as first_date, max(posted.booking_date) as last_date
          from posted
          left join ledger.accounts account on account.account_id = posted.account_id
         group by posted.fact_id, posted.entry_number, account.currency
      ) sums
     group by fact_id, entry_number
    having bool_or(difference <> 0 or currency is null)
        or sum(lines) <> max(last_line) + 1
        or min(first_kind) <> max(last_kind) or min(first_date) <> max(last_date)
     limit 1;
    if found then
      raise exception 'entry % of fact % does not balance or is not whole: %', entry.entry_number,
        entry.fact_id, entry.difference
        using errcode = 'check_violation', schema = 'ledger', table = 'postings',
          constraint = 'postings_balance';
    end if;
    return null;
  end
  $body$`,
  `create trigger postings_balance after insert on ledger.postings
    referencing new table as posted for each statement
    execute function ledger.refuse_unbalanced()`,
  `create function ledger.refuse_change() returns trigger language plpgsql as $body$
  begin
    raise exception '% on ledger.% is refused: it is append-only', tg_op, tg_table_name
      using errcode = 'insufficient_privilege', schema = 'ledger', table = tg_table_name;
  end
  $body$`,
  ...appendOnly.map(
    (table) => `create trigger ${table}_append_only
    before update or delete or truncate on ledger.${table}
    for each statement execute function ledger.refuse_change()`,
  ),
];

/** The tables that may only grow. */
export const appendOnlyTables: ReadonlySet<string> = new Set([
  ...appendOnly,
  'closings',
  'closing_sums',
]);

/** A trigger as the database must have it. */
export interface ExpectedTrigger {
  readonly table: string;
  readonly name: string;
  /** Source of its function. */
  readonly body: string;
}

const bodyOf = (name: string): string =>
  [...guards, ...placesAndSums]
    .find((statement) => statement.includes(`function ledger.${name}()`))
    ?.split('$body$')[1] ?? '';

/** Every trigger that guards the ledger, for `riel ledger verify`. */
export const expectedTriggers: readonly ExpectedTrigger[] = [
  { table: 'postings', name: 'postings_balance', body: bodyOf('refuse_unbalanced') },
  { table: 'postings', name: 'postings_place', body: bodyOf('refuse_misplaced') },
  ...appendOnly.map((table) => ({
    table,
    name: `${table}_append_only`,
    body: bodyOf('refuse_change'),
  })),
  { table: 'anchors', name: 'anchors_append_only', body: bodyOf('refuse_change') },
  ...['closings', 'closing_sums'].map((table) => ({
    table,
    name: `${table}_append_only`,
    body: bodyOf('refuse_change'),
  })),
];
