import {
  canonicalTables,
  decide,
  encodeSubject,
  exampleTables,
  summaryOf,
  type SubjectState,
} from '@riel/books';
import { eventIdOf } from '@riel/ids';
import { normaliseTransfer, type MonoTransfer } from '@riel/mono-client';
import { acceptedEvent, publishedEvent, requestedEvent } from '@riel/reconciliation/testing';
import { COLLECTIONS_TOPIC, type AnyEvent, type Instant } from '@riel/schemas';
import pg from 'pg';
import type { OwnStack } from '../../support/own-stack.ts';
import { openTestBooks, tablesActivated } from '../../support/test-books.ts';
import { BENCH_ACCOUNT, liveBalance, transfersOf } from './sandbox.ts';

/** First partition of the transfers' topic, as the ledger numbers it. */
const PARTITION_ID = 1_024;

interface Row {
  readonly key: string;
  readonly subject: SubjectState;
}

/**
 * Puts every transfer of the sandbox into the ledger as it would stand after its three facts, by the
 * books' own decider; the rows are written in bulk, because booking is not what is measured here.
 */
export async function fillLedger(stack: OwnStack, httpUrl: string): Promise<void> {
  const books = await openTestBooks(stack);
  await books.mark(tablesActivated(1, canonicalTables(exampleTables)));
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    for await (const page of transfersOf(httpUrl)) await insert(client, page.map(rowOf));
    await client.query('analyze ledger.subjects');
    // One credit brings the cash of the books to what the account holds.
    const place = { topic: COLLECTIONS_TOPIC, partition: 0 };
    await books.book(place, creditOf(await liveBalance(httpUrl)) as never);
  } finally {
    await client.end();
    await books.close();
  }
}

function rowOf(mono: MonoTransfer): Row {
  const key = mono.externalId ?? '';
  const at = mono.insertedAt ?? 0;
  const normalised = normaliseTransfer(mono, { source: 'webhook' });
  if (normalised.kind !== 'event') throw new Error('a transfer of the bench is not final');
  const events: readonly AnyEvent[] = [
    requestedEvent({
      transferId: key,
      accountId: BENCH_ACCOUNT,
      amount: mono.amount.amount,
      rail: 'turbo',
      at: at - 1,
    }),
    acceptedEvent({ mono }, at),
    publishedEvent(normalised.event),
  ];
  let subject: SubjectState | null = null;
  for (const event of events) {
    const decision = decide({ event, key, subject, tables: exampleTables, closedThrough: null });
    if (decision.kind !== 'known') subject = decision.subject;
  }
  if (subject === null) throw new Error('a transfer of the bench was not booked');
  return { key, subject };
}

async function insert(client: pg.Client, rows: readonly Row[]): Promise<void> {
  const summaries = rows.map(({ subject }) => summaryOf(subject));
  await client.query(
    `insert into ledger.subjects (partition_id, subject_key, kind, state, is_final, requested_rail,
       actual_rail, rail_evidence, amount, settled_amount, currency, mono_account_id,
       mono_transfer_id, caller, first_date, requested_at, accepted_at, final_at, fact_numbers, encoded)
     select ${PARTITION_ID}, key, 'transfer', state, true, 'turbo', 'turbo', 'rail', amount, amount,
       'COP', $1, mono_id, 'shop', ledger.instant(requested_at)::date, requested_at, accepted_at,
       final_at, '\\x', encoded
     from unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[],
       $8::bigint[], $9::text[])
       as row (key, state, amount, mono_id, requested_at, accepted_at, final_at, encoded)`,
    [
      BENCH_ACCOUNT,
      rows.map(({ key }) => key),
      summaries.map(({ state }) => state),
      summaries.map(({ amount }) => String(amount)),
      summaries.map(({ monoTransferIds }) => monoTransferIds[0] ?? null),
      summaries.map(({ requestedAt }) => requestedAt),
      summaries.map(({ acceptedAt }) => acceptedAt),
      summaries.map(({ finalAt }) => finalAt),
      rows.map(({ subject }) => encodeSubject(subject)),
    ],
  );
}

function creditOf(amount: bigint): AnyEvent {
  const at = (Date.now() * 1_000) as Instant;
  const value = {
    eventId: eventIdOf(['AccountCredited', 'tx_bench']),
    occurredAt: at,
    recordedAt: at,
    monoTransactionId: 'tx_bench',
    monoAccountId: BENCH_ACCOUNT,
    amount,
    currency: 'COP',
    creditType: 'incoming_wire',
    thirdPartyId: null,
    staleSignature: false,
    sealedText: null,
    source: 'webhook',
    evidenceId: null,
  };
  return { name: 'AccountCredited', value } as unknown as AnyEvent;
}
