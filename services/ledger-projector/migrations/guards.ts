/** Tables that nobody may change after the insert, privileges or not. */
const appendOnly = ['facts', 'entries', 'postings', 'marks', 'set_aside', 'tables'] as const;

/**
 * What the database itself refuses: an entry that does not balance, and a change of what was booked.
 * Both are second lines behind the decider and behind privileges, for bugs and for hands.
 */
export const guards: readonly string[] = [
  // One check per statement over all its rows: a check per row costs a third of the write rate.
  // Every entry is therefore written whole by one statement.
  `create function ledger.refuse_unbalanced() returns trigger language plpgsql as $body$
  declare
    found_entry record;
  begin
    select posted.fact_id, posted.entry_number, account.currency, sum(posted.amount) as difference
      into found_entry
      from posted
      left join ledger.accounts account on account.account_id = posted.account_id
      group by posted.fact_id, posted.entry_number, account.currency
      having sum(posted.amount) <> 0 or account.currency is null
      limit 1;
    if found then
      raise exception 'entry % of fact % does not balance in %: %', found_entry.entry_number,
        found_entry.fact_id, coalesce(found_entry.currency, 'an unknown account'),
        found_entry.difference
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
