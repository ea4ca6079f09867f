import { sql } from '@riel/database';
import type { Executor, RawBuilder } from '@riel/database';
import { entryKinds } from '../../../migrations/words.ts';
import { restOfPage } from './read-page.ts';
import type { FactRange, RestOfPage } from './read-page.ts';

/**
 * The rows of a range of facts in the order of the chain, as the server's own binary form, one row
 * behind the other: to be read without making a value of each field.
 *
 * A fact is: offset of the log (8 bytes), its hash (32), and then the bytes that a link begins with
 * (`proof/chain.ts`), from the chain number to the digest. A posting is `POSTING_BYTES` long: chain
 * number (8), amount (8), account (4), days since 1970 (4), number of the kind (4), entry (2), line (2).
 */
export interface RawPage extends RestOfPage {
  readonly facts: Buffer | null;
  readonly postings: Buffer | null;
}

export const POSTING_BYTES = 32;

/** Kinds by their numbers in a posting; a kind of a later version has number 0. */
export const kindsByNumber: readonly string[] = ['', ...entryKinds];

const chainNumber = sql.raw('int8send(fact_id & ((1::bigint << 40) - 1))');
const text = (column: string): RawBuilder<unknown> =>
  sql.raw(`int4send(octet_length(${column})) || textsend(${column})`);
const optional = (column: string): RawBuilder<unknown> =>
  sql.raw(`case when ${column} is null then '\\x00000000'::bytea
    else '\\x00000008'::bytea || int8send(${column}) end`);
const kindNumber = sql.raw(
  `case kind ${entryKinds.map((kind, index) => `when '${kind}' then ${index + 1}`).join(' ')}
   else 0 end`,
);

/** Reads a range in one statement. */
export const readRawPage = async (
  executor: Executor,
  { after, through }: FactRange,
): Promise<RawPage> => {
  const inRange = sql`fact_id > ${after} and fact_id <= ${through}`;
  const { rows } = await sql<RawPage>`
    select * from (
      select string_agg(
               int8send(log_offset) || chain_hash || ${chainNumber} || ${text('event_id::text')}
               || int4send(variant) || ${text('event_name::text')} || ${text('subject_key')}
               || ${optional('occurred_at')} || ${optional('recorded_at')} || ${optional('known_at')}
               || int4send(octet_length(digest)) || digest, ''::bytea) as facts
        from (select * from ledger.facts where ${inRange} order by fact_id) fact
    ) facts, (
      select string_agg(
               ${chainNumber} || int8send(amount) || int4send(account_id)
               || int4send(booking_date - date '1970-01-01')
               || int8send((${kindNumber})::bigint << 32 | (entry_number::bigint << 16) | line),
               ''::bytea) as postings
        from (select * from ledger.postings where ${inRange}
               order by fact_id, entry_number, line) posting
    ) postings, ${restOfPage(inRange)}
  `.execute(executor);
  const [page] = rows;
  if (page === undefined) {
    throw new TypeError('the aggregates of a page are one row');
  }
  return page;
};
