import { sql, type Transaction } from '@riel/database';
import { endOfBogotaDay } from '../position/cut-off.ts';
import type { PartitionPosition } from '../position/position.ts';
import { withinPosition } from '../position/within-position.ts';

/** Which lines of an account are told. */
export interface StatementQuestion {
  readonly accountId: number;
  /** First and last booking date, YYYY-MM-DD. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly knownAt: string | undefined;
}

/** One line of an account, with its fact. */
export interface StatementRow {
  readonly fact_id: bigint;
  readonly entry_number: number;
  readonly line: number;
  readonly kind: string;
  readonly booking_date: string;
  readonly fact_date: string;
  readonly amount: bigint;
  readonly topic: string;
  readonly partition: number;
  readonly chain_number: bigint;
  readonly event_id: string;
  readonly event_name: string;
  readonly subject_key: string;
}

/** Where a line stands: booking date, fact, entry and line. */
export interface LinePlace {
  readonly bookingDate: string;
  readonly factId: bigint;
  readonly entryNumber: number;
  readonly line: number;
}

/**
 * What stood in the account before the first day, and after the last one, in minor units. It is exact for the
 * position that is read in the same transaction.
 */
export async function readEnds(
  transaction: Transaction,
  question: StatementQuestion,
): Promise<{ readonly opening: bigint; readonly closing: bigint }> {
  const { accountId, from = null, to = null, knownAt = null } = question;
  const { rows } = await sql<{ opening: string; closing: string }>`
    select coalesce(sum(debit - credit) filter (where booking_date < ${from}::date), 0)::text
             as opening,
           coalesce(sum(debit - credit), 0)::text as closing
    from ledger.v_balances
    where account_id = ${accountId}
      and (${to}::date is null or booking_date <= ${to}::date)
      and (${knownAt}::date is null or known_date <= ${knownAt}::date)`.execute(transaction);
  return { opening: BigInt(rows[0]?.opening ?? 0), closing: BigInt(rows[0]?.closing ?? 0) };
}

/** Lines in the order of their booking dates, as they stood at the position, after a place. */
export async function readLines(
  transaction: Transaction,
  question: StatementQuestion,
  page: {
    readonly position: readonly PartitionPosition[];
    readonly after: LinePlace | null;
    readonly limit: number;
  },
): Promise<readonly StatementRow[]> {
  const { accountId, from = null, to = null, knownAt } = question;
  const knownBefore = knownAt === undefined ? null : endOfBogotaDay(knownAt);
  const { after, position, limit } = page;
  const beyond =
    after === null
      ? sql`true`
      : sql`(posting.booking_date, posting.fact_id, posting.entry_number, posting.line)
          > (${after.bookingDate}::date, ${after.factId}::bigint, ${after.entryNumber}::smallint,
             ${after.line}::smallint)`;
  const { rows } = await sql<StatementRow>`
    select posting.fact_id, posting.entry_number, posting.line, posting.kind,
      posting.booking_date::text,
      (ledger.instant(fact.occurred_at) at time zone 'America/Bogota')::date::text as fact_date,
      posting.amount, place.topic, place.partition, fact.chain_number, fact.event_id,
      fact.event_name, fact.subject_key
    from ledger.v_postings posting
    join ledger.v_facts fact on fact.fact_id = posting.fact_id
    join ledger.v_partitions place on place.partition_id = fact.partition_id
    where posting.account_id = ${accountId}
      and (${from}::date is null or posting.booking_date >= ${from}::date)
      and (${to}::date is null or posting.booking_date <= ${to}::date)
      and (${knownBefore}::bigint is null or fact.known_at < ${knownBefore}::bigint)
      and ${withinPosition(position, 'posting.fact_id')}
      and ${beyond}
    order by posting.booking_date, posting.fact_id, posting.entry_number, posting.line
    limit ${limit}`.execute(transaction);
  return rows;
}
