/** Where the chain of partition 0 begins, in SQL. */
export const FACT = '(1024::bigint << 40)';

/** Changes by hand: what is changed, how, and the findings that must be among those reported. */
export const tamperCases: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'the amount of a posting',
    `update ledger.postings set amount = amount + 1 where fact_id = ${FACT} + 2 and line = 0`,
    ['link-broken', 'entry-unbalanced', 'balance-differs', 'subject-position'],
  ],
  [
    'both amounts of an entry',
    `update ledger.postings set amount = amount * 2 where fact_id = ${FACT} + 2`,
    ['link-broken', 'balance-differs', 'subject-position'],
  ],
  [
    'the account of a posting',
    `update ledger.postings set account_id = account_id + 1 where fact_id = ${FACT} + 2 and line = 0`,
    ['link-broken', 'balance-differs', 'subject-position'],
  ],
  [
    'the booking date of an entry',
    `update ledger.postings set booking_date = booking_date - 1 where fact_id = ${FACT} + 2`,
    ['link-broken', 'balance-differs'],
  ],
  [
    'a deleted posting',
    `delete from ledger.postings where fact_id = ${FACT} + 2 and line = 1`,
    ['link-broken', 'entry-unbalanced', 'balance-differs', 'subject-position'],
  ],
  [
    'an inserted entry',
    `insert into ledger.postings select fact_id, amount, account_id, booking_date, kind, 1, line
         from ledger.postings where fact_id = ${FACT} + 2`,
    ['link-broken', 'balance-differs', 'subject-position'],
  ],
  [
    'an entry whose fact is not there',
    `insert into ledger.postings select ${FACT} + 99, amount, account_id, booking_date, kind,
         entry_number, line from ledger.postings where fact_id = ${FACT} + 2`,
    ['row-stray'],
  ],
  [
    'an entry of no partition',
    `insert into ledger.postings select 7, amount, account_id, booking_date, kind,
         entry_number, line from ledger.postings where fact_id = ${FACT} + 2`,
    ['row-stray'],
  ],
  [
    'an event id',
    `update ledger.facts set event_id = gen_random_uuid() where fact_id = ${FACT} + 4`,
    ['link-broken'],
  ],
  [
    'the time of a fact',
    `update ledger.facts set occurred_at = occurred_at + 1 where fact_id = ${FACT} + 4`,
    ['link-broken'],
  ],
  [
    'the known time of a fact',
    `update ledger.facts set known_at = known_at + 1 where fact_id = ${FACT} + 4`,
    ['link-broken', 'known-time'],
  ],
  [
    'the digest of a record',
    `update ledger.facts set digest = sha256('other') where fact_id = ${FACT} + 4`,
    ['link-broken'],
  ],
  [
    'the kind of an event',
    `update ledger.facts set event_name = 'TransferDeclined' where fact_id = ${FACT} + 4`,
    ['link-broken'],
  ],
  [
    'whose fact it is',
    `update ledger.facts set subject_key = 'other' where fact_id = ${FACT} + 4`,
    ['link-broken', 'subject-facts', 'subject-position'],
  ],
  [
    'where a record was read',
    `update ledger.facts set log_offset = 0 where fact_id = ${FACT} + 4`,
    ['log-order'],
  ],
  [
    'a hash',
    `update ledger.facts set chain_hash = sha256('other') where fact_id = ${FACT} + 4`,
    ['link-broken'],
  ],
  [
    'a deleted fact',
    `delete from ledger.facts where fact_id = ${FACT} + 4`,
    ['link-missing', 'row-stray', 'subject-facts'],
  ],
  [
    'the deleted last fact',
    `delete from ledger.facts where fact_id = ${FACT} + 13`,
    ['link-missing', 'row-stray'],
  ],
  [
    'an inserted fact behind the head',
    `insert into ledger.facts select fact_id + 10, occurred_at, recorded_at, known_at, 99,
         gen_random_uuid(), partition_id, variant, event_name, subject_key, digest, chain_hash
         from ledger.facts where fact_id = ${FACT} + 4`,
    ['row-stray', 'link-broken', 'subject-facts'],
  ],
  [
    "two facts in each other's place",
    `update ledger.facts set fact_id = fact_id + 93 where fact_id = ${FACT} + 6;
       update ledger.facts set fact_id = fact_id - 1 where fact_id = ${FACT} + 7;
       update ledger.facts set fact_id = fact_id - 92 where fact_id = ${FACT} + 99`,
    ['link-broken'],
  ],
  [
    'a balance',
    `update ledger.balances set debit = debit + 1 where account_id = 1 and partition_id = 1024`,
    ['balance-differs', 'trial-balance'],
  ],
  [
    'two balances that even out',
    `update ledger.balances set debit = debit + 7, credit = credit + 7 where partition_id = 1024`,
    ['balance-differs'],
  ],
  [
    'a deleted balance',
    `delete from ledger.balances where account_id = 1 and partition_id = 1024`,
    ['balance-differs'],
  ],
  [
    'an inserted balance',
    `insert into ledger.balances values (1, '2030-01-01', '2030-01-01', 1024, 5, 5)`,
    ['balance-differs'],
  ],
  [
    'an inserted balance among the others',
    `insert into ledger.balances select account_id, booking_date - 1, known_date, partition_id, 5, 5
         from ledger.balances where account_id = 1 and partition_id = 1024`,
    ['balance-differs'],
  ],
  [
    'the name of an account',
    `update ledger.accounts set code = 'suspense:mine' where code = 'liabilities:payouts'`,
    ['link-broken', 'subject-position'],
  ],
  [
    'the state of a transfer',
    `update ledger.subjects set state = 'settled' where state = 'declined'`,
    ['subject-columns'],
  ],
  [
    'the first date of a transfer',
    `update ledger.subjects set first_date = first_date - 1`,
    ['subject-columns'],
  ],
  [
    'what is remembered of a transfer',
    `update ledger.subjects set encoded = (select encoded from ledger.subjects
         where state = 'declined' limit 1) where state = 'settled'`,
    ['subject-columns', 'subject-position'],
  ],
  [
    'what is remembered, damaged',
    `update ledger.subjects set encoded = '[]' where state = 'settled'`,
    ['subject-unreadable', 'subject-position'],
  ],
  [
    'the facts of a transfer',
    `update ledger.subjects set fact_numbers = substr(fact_numbers, 1, 5) where state = 'settled'`,
    ['subject-facts'],
  ],
  [
    'the order of the facts of a transfer',
    `update ledger.subjects set fact_numbers = substr(fact_numbers, 6) || substr(fact_numbers, 1, 5)
         where state = 'settled'`,
    ['subject-facts'],
  ],
  ['a deleted transfer', `delete from ledger.subjects where state = 'declined'`, ['subject-facts']],
  ['a mark', `update ledger.marks set about = about || '!' where fact_id > 0`, ['link-broken']],
  [
    'a closing sum',
    `update ledger.closing_sums set debit = debit + 1, credit = credit + 1`,
    ['link-broken', 'closing'],
  ],
  ['a closed month', `delete from ledger.closings`, ['link-broken', 'entry-not-whole']],
  ['a deleted mark', `delete from ledger.marks`, ['link-broken']],
  [
    'the head of a chain',
    `update ledger.partitions set chain_hash = sha256('other') where partition_id = 1024`,
    ['head-differs'],
  ],
  [
    'the length of a chain',
    `update ledger.partitions set chain_number = chain_number - 1 where partition_id = 1024`,
    ['row-stray'],
  ],
  ['tables', `update ledger.tables set content = replace(content, '19', '16')`, ['tables-content']],
  ['a record set aside', `delete from ledger.set_aside`, ['set-aside']],
  [
    'the place of a record set aside',
    `update ledger.set_aside set fact_id = fact_id + 1`,
    ['set-aside'],
  ],
  ['the owner of a table', `alter table ledger.postings owner to riel_projector`, ['privilege']],
  [
    'triggers that never fire',
    `do $$ begin execute format('alter database %I set session_replication_role = replica',
         current_database()); end $$`,
    ['guard'],
  ],
  ['a privilege', `grant update on ledger.postings to riel_projector`, ['privilege']],
  ['a privilege on a column', `grant update (amount) on ledger.postings to public`, ['privilege']],
  ['a privilege to insert', `grant insert on ledger.facts to riel_query`, ['privilege']],
  ['a trigger', `alter table ledger.postings disable trigger postings_balance`, ['guard']],
  ['a dropped trigger', `drop trigger facts_append_only on ledger.facts`, ['guard']],
  [
    'the function of a trigger',
    `create or replace function ledger.refuse_change() returns trigger language plpgsql
         as 'begin return null; end'`,
    ['guard'],
  ],
  [
    'a constraint',
    `alter table ledger.subjects drop constraint subjects_final_has_nothing_in_clearing`,
    ['guard'],
  ],
];
