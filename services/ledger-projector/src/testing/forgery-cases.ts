import { FACT } from './tamper-cases.ts';

/**
 * Changes by hand of somebody who computes every chain anew afterwards: what is changed, how, and the
 * findings that must be among those reported. No hash gives them away, each has a check of its own.
 */
export const forgeryCases: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'an entry that does not balance',
    `update ledger.postings set amount = amount + 1 where fact_id = ${FACT} + 2 and line = 0`,
    ['entry-unbalanced'],
  ],
  [
    'an entry that balances over two currencies only',
    `insert into ledger.accounts (code, currency, tables_number) values ('mine', 'USD', 1);
       update ledger.postings set account_id = (select account_id from ledger.accounts
         where code = 'mine') where fact_id = ${FACT} + 2 and line = 1`,
    ['entry-unbalanced'],
  ],
  [
    'a gap between lines',
    `update ledger.postings set line = line + 1 where fact_id = ${FACT} + 2 and line = 1`,
    ['entry-not-whole'],
  ],
  [
    'a line of another kind',
    `update ledger.postings set kind = 'fee' where fact_id = ${FACT} + 2 and line = 1`,
    ['entry-not-whole'],
  ],
  [
    'a line of another date',
    `update ledger.postings set booking_date = booking_date - 1
        where fact_id = ${FACT} + 2 and line = 1`,
    ['entry-not-whole'],
  ],
  [
    'a gap between entries',
    `update ledger.postings set entry_number = 2 where fact_id = ${FACT} + 4 and entry_number = 1`,
    ['entry-not-whole'],
  ],
  ['a gap between marks', `update ledger.marks set mark_number = 7`, ['entry-not-whole']],
  [
    'a reversal of no entry',
    `insert into ledger.reversals values (${FACT} + 4, 9, gen_random_uuid())`,
    ['entry-not-whole'],
  ],
  [
    'two reversals of one entry',
    `alter table ledger.reversals drop constraint reversals_pkey;
       insert into ledger.reversals select ${FACT} + 4, 0, gen_random_uuid() from generate_series(1, 2)`,
    ['entry-not-whole', 'guard'],
  ],
  [
    'closing sums of a fact that closed no month',
    `insert into ledger.closing_sums values (${FACT} + 4, 1, 5, 5)`,
    ['entry-not-whole'],
  ],
  [
    'a known time',
    `update ledger.facts set known_at = known_at + 1 where fact_id = ${FACT} + 4`,
    ['known-time'],
  ],
];
