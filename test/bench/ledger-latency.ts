import { setTimeout as wait } from 'node:timers/promises';
import { createKafka, createProducer } from '@riel/kafka';
import type { TransferInFlight, Workload } from '@riel/ledger-projector/testing';
import { monoSignatureHeader } from '@riel/mono-client';
import { createLogger } from '@riel/runtime';
import { TRANSFERS_TOPIC } from '@riel/schemas';
import {
  createWebhookStack,
  onConnections,
  rawRequest,
  startFakeMono,
  transferObject,
  webhookBody,
} from '@riel/webhook/testing';
import { Client } from 'pg';
import type { OwnStack } from '../support/own-stack.ts';
import { startServiceProcess } from '../support/start-process.ts';
import { percentile } from './percentile.ts';

const TRANSFERS_PER_SECOND = 500;
const WARM_UP_SECONDS = 5;
const CONNECTIONS = 64;
const POLL_MILLISECONDS = 5;
const SEND_RECORDS = 2_000;
const MONO_ACCOUNTS = 200;
/** The broker is given this long to bring what was accepted. */
const BOOKING_MILLISECONDS_MAX = 60_000;

export interface LatencyOptions {
  readonly stack: OwnStack;
  readonly workload: Workload;
  /** Number of the first transfer. */
  readonly from: number;
  readonly seconds: number;
  /** Environment of the projector. */
  readonly projector: Readonly<Record<string, string>>;
}

export interface Latency {
  readonly endToEndP50Milliseconds: number;
  readonly endToEndP99Milliseconds: number;
  /** From when each webhook was due to its answer. */
  readonly webhookP99Milliseconds: number;
}

/**
 * Webhook service and projector as processes, and settlements that arrive at irregular times, 500 in
 * a second on average, whether or not earlier ones are answered: how long from the answer 200 until
 * the entry is there for a reader.
 */
export async function measureLatency(options: LatencyOptions): Promise<Latency> {
  const { stack, workload, from, seconds, projector } = options;
  const transfers = workload.inFlight({
    from,
    transfers: Math.ceil((seconds + WARM_UP_SECONDS) * TRANSFERS_PER_SECOND),
    monoAccounts: MONO_ACCOUNTS,
  });
  await request(stack, transfers);
  const mono = await startFakeMono();
  const files = await createWebhookStack({ ...stack, monoBaseUrl: mono.url });
  const services = [];
  const client = new Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    const booking = await startServiceProcess(stack.run, 'ledger-projector', projector);
    services.push(booking);
    const webhook = await startServiceProcess(stack.run, 'webhook', { ...files.environment });
    services.push(webhook);
    await untilBooked(client, transfers);
    const seen = watchFacts(client, await headsOf(client), transfers.length);
    const sent = await settle(webhook.httpUrl, { transfers, secret: files.secret });
    return judge(sent, await seen);
  } finally {
    await client.end();
    for (const { child } of services) await child.stop();
    await mono.stop();
    await files.remove();
  }
}

/** Puts requests and acceptances into the log, each where its key belongs. */
async function request(stack: OwnStack, transfers: readonly TransferInFlight[]): Promise<void> {
  const logger = createLogger({ service: 'bench', level: 'silent' });
  const brokers = stack.kafkaBrokers;
  const producer = createProducer(createKafka({ brokers, clientId: 'bench', logger }));
  const records = transfers.flatMap((transfer) => transfer.records);
  try {
    for (let from = 0; from < records.length; from += SEND_RECORDS) {
      const part = records.slice(from, from + SEND_RECORDS);
      const sent = part.map((record) => ({ ...record, headers: {} }));
      await producer.send([{ topic: TRANSFERS_TOPIC, records: sent }]);
    }
  } finally {
    await producer.stop();
  }
}

async function untilBooked(client: Client, transfers: readonly TransferInFlight[]): Promise<void> {
  const ids = transfers.map(({ transferId }) => transferId);
  const deadline = performance.now() + BOOKING_MILLISECONDS_MAX;
  for (;;) {
    const { rows } = await client.query<{ booked: number }>(
      `select count(*)::int as booked from ledger.subjects
        where subject_key = any($1) and accepted_at is not null`,
      [ids],
    );
    if (rows[0]?.booked === transfers.length) return;
    if (performance.now() > deadline) throw new Error('what is in flight was not booked');
    await wait(100);
  }
}

type Heads = Map<number, bigint>;

async function headsOf(client: Client): Promise<Heads> {
  const { rows } = await client.query<{ id: number; head: string }>(
    `select partition_id as id, (partition_id::bigint << 40) + chain_number as head
       from ledger.partitions where topic = '${TRANSFERS_TOPIC}'`,
  );
  return new Map(rows.map(({ id, head }) => [id, BigInt(head)]));
}

/** Reads what is committed, again and again, and answers when each subject's fact was there first. */
async function watchFacts(
  client: Client,
  heads: Heads,
  count: number,
): Promise<ReadonlyMap<string, number>> {
  const seenAt = new Map<string, number>();
  let changedAt = performance.now();
  while (seenAt.size < count) {
    const { rows } = await client.query<{ id: string; subject: string }>(
      `select fact.fact_id as id, fact.subject_key as subject
         from unnest($1::bigint[]) as head
        cross join lateral (select fact_id, subject_key from ledger.facts
              where fact_id > head and fact_id < ((head >> 40) + 1) << 40) as fact`,
      [[...heads.values()].map(String)],
    );
    const at = performance.now();
    for (const { id, subject } of rows) {
      const factId = BigInt(id);
      const partition = Number(factId >> 40n);
      if (factId > (heads.get(partition) ?? 0n)) heads.set(partition, factId);
      if (!seenAt.has(subject)) seenAt.set(subject, at);
      changedAt = at;
    }
    if (at - changedAt > BOOKING_MILLISECONDS_MAX) throw new Error('a settlement was not booked');
    await wait(POLL_MILLISECONDS);
  }
  return seenAt;
}

interface Sent {
  readonly transferId: string;
  readonly dueAt: number;
  readonly answeredAt: number;
  readonly isWarmUp: boolean;
}

interface Settling {
  readonly transfers: readonly TransferInFlight[];
  readonly secret: string;
}

/** Sends a webhook per transfer, each at its time. */
async function settle(httpUrl: string, { transfers, secret }: Settling): Promise<Sent[]> {
  const sent: Sent[] = [];
  const begun = performance.now();
  let dueAt = begun;
  const due = transfers.map((transfer, index) => {
    dueAt += (-Math.log(1 - Math.random()) * 1_000) / TRANSFERS_PER_SECOND;
    const isWarmUp = index < WARM_UP_SECONDS * TRANSFERS_PER_SECOND;
    return { transfer, dueAt, isWarmUp };
  });
  let next = 0;
  await onConnections(httpUrl, CONNECTIONS, {
    next: () => due[next++] ?? null,
    run: async (connection, { transfer, dueAt: at, isWarmUp }) => {
      const early = at - performance.now();
      if (early > 0) await wait(early);
      const { status, body } = await connection.send(webhookOf(transfer, secret));
      if (status !== 200) throw new Error(`answered ${status}: ${body}`);
      const { transferId } = transfer;
      sent.push({ transferId, dueAt: at, answeredAt: performance.now(), isWarmUp });
    },
  });
  return sent;
}

function webhookOf(transfer: TransferInFlight, secret: string): Buffer {
  const { transferId, monoTransferId, monoAccountId, amount } = transfer;
  const now = new Date().toISOString();
  const object = transferObject({
    id: monoTransferId,
    external_id: transferId,
    amount: { amount: Number(amount), currency: 'COP' },
    batch: { account_id: monoAccountId, id: 'bat_bench', origin: 'api', state: 'approved' },
    updated_at: now,
  });
  const rawBody = Buffer.from(webhookBody('bank_transfer_approved', object));
  const signedAtSeconds = Math.floor(Date.now() / 1_000);
  return rawRequest(rawBody, {
    'content-type': 'application/json',
    'mono-signature': monoSignatureHeader({ secret, signedAtSeconds, rawBody }),
  });
}

function judge(sent: readonly Sent[], seenAt: ReadonlyMap<string, number>): Latency {
  const measured = sent.filter(({ isWarmUp }) => !isWarmUp);
  const booked = measured.map(
    ({ transferId, answeredAt }) => (seenAt.get(transferId) ?? Infinity) - answeredAt,
  );
  const answered = measured.map(({ dueAt, answeredAt }) => answeredAt - dueAt);
  return {
    endToEndP50Milliseconds: percentile(booked, 50),
    endToEndP99Milliseconds: percentile(booked, 99),
    webhookP99Milliseconds: percentile(answered, 99),
  };
}
