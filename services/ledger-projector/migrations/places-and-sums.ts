/**
 * What the database checks of an entry's place, and sums that no number of entries can overflow.
 *
 * One check per statement, over the one or two groups that its rows make: an entry is booked for a
 * fact behind the head of its partition's chain, so that nothing is added to a fact that was booked
 * before, and never into a month that the partition had closed. A statement of the chunk that closes
 * a month still sees it open; from the next chunk on the database refuses what the decider must not book.
 */
export const placesAndSums: readonly string[] = [
  `create function ledger.refuse_misplaced() returns trigger language plpgsql as $body$
  declare
    place record;
  begin
    select booked.first_fact, booked.first_date into place
      from (
        select fact_id >> 40 as partition_id, min(fact_id) as first_fact,
               min(booking_date) as first_date
          from posted group by 1
      ) booked
      join ledger.partitions head on head.partition_id = booked.partition_id
     where booked.first_fact <= (booked.partition_id << 40) + head.chain_number
        or booked.first_date < (head.closed_through || '-01')::date + interval '1 month'
     limit 1;
    if found then
      raise exception 'an entry of fact % on % belongs to a fact booked before or to a closed month',
        place.first_fact, place.first_date
        using errcode = 'check_violation', schema = 'ledger', table = 'postings',
          constraint = 'postings_place';
    end if;
    return null;
  end
  $body$`,
  `create trigger postings_place after insert on ledger.postings
    referencing new table as posted for each statement
    execute function ledger.refuse_misplaced()`,
  'drop view ledger.v_balances',
  `alter table ledger.balances
    alter column debit type numeric(38, 0), alter column credit type numeric(38, 0)`,
  `create view ledger.v_balances as
    select balance.account_id, account.code, account.currency, balance.booking_date,
      balance.known_date, balance.partition_id, balance.debit, balance.credit
    from ledger.balances balance
    join ledger.accounts account on account.account_id = balance.account_id`,
  'drop view ledger.v_closing_sums',
  `alter table ledger.closing_sums
    alter column debit type numeric(38, 0), alter column credit type numeric(38, 0)`,
  `create view ledger.v_closing_sums as
    select sums.fact_id, (sums.fact_id >> 40)::smallint as partition_id, closing.period,
      sums.account_id, account.code, account.currency, sums.debit, sums.credit
    from ledger.closing_sums sums
    join ledger.closings closing on closing.fact_id = sums.fact_id
    join ledger.accounts account on account.account_id = sums.account_id`,
];
