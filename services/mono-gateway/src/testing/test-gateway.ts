import { sql, type Database } from '@riel/database';
import { uuidV7 } from '@riel/ids';
import { createMonoClient, type DatedApiKey, type MonoTransport } from '@riel/mono-client';
import type { Chunk, ChunkOutcome, Kafka } from '@riel/kafka';
import { createLogger, createMetrics, type Logger } from '@riel/runtime';
import {
  keyOf,
  TRANSFERS_TOPIC,
  type AnyEvent,
  type Instant,
  type MonoAccountId,
} from '@riel/schemas';
import { createGatewayCounters } from '../gateway-metrics.ts';
import { createKeyDesk } from '../keys/key-desk.ts';
import type { LaneContext, LanePorts, LaneSettings, Place } from '../lanes/lane-context.ts';
import { takeOver } from '../lanes/take-over.ts';
import { writeBrokerOffsets, type BrokerOffset } from '../recovery/broker-offsets.ts';
import { createRequestInbox } from '../requests/request-inbox.ts';
import type { SubmissionLimits } from '../submissions/limits.ts';
import { decodeJson, encodeJson, fakeCodec } from './fake-codec.ts';
import type { TestRequests } from './test-requests.ts';

export const testLimits: SubmissionLimits = {
  backOffMillisecondsMin: 500,
  backOffMillisecondsMax: 60_000,
  retryAfterMillisecondsMax: 3_600_000,
  lookUpGapMilliseconds: 60_000,
  lookUpRetryMilliseconds: 300_000,
  totalTimeoutMilliseconds: 50_000,
};

export const testSettings: LaneSettings = {
  batchTransfersMax: 1,
  batchWaitMilliseconds: 0,
  planTransfersMax: 200,
  concurrency: 16,
  lookUpsMax: 8,
  sendStartMillisecondsMax: 5_000,
  lookUpProofAgeMilliseconds: 0,
  listPagesMax: 50,
  workPollMilliseconds: 500,
  settleWaitMilliseconds: 0,
  settleOutcomesMax: 100,
  breakerFailuresMax: 10,
  breakerPauseMilliseconds: 10_000,
};

export interface TestGatewayOptions {
  readonly database: Database;
  readonly requests: TestRequests;
  readonly transport: MonoTransport;
  readonly now: () => Instant;
  readonly random?: () => number;
  readonly reach?: (place: Place) => void;
  readonly settings?: Partial<LaneSettings>;
  readonly limits?: Partial<SubmissionLimits>;
  readonly apiKeys?: () => readonly DatedApiKey[];
  readonly logger?: Logger;
  /** Told when reading goes back to where the database is. */
  readonly beforeRewind?: () => Promise<void>;
}

/** Asked only whether something was deleted from the log, which nothing ever is. */
const wholeLog = {
  client: {
    admin: () => ({
      connect: () => Promise.resolve(),
      disconnect: () => Promise.resolve(),
      fetchTopicOffsets: () => Promise.resolve([{ partition: 0, low: '0', high: '0' }]),
    }),
  },
} as unknown as Kafka;

export const testApiKey = {
  id: 'key-1',
  secret: 'canary-api-key-secret',
  role: 'Administrator',
  createdAt: 0,
} as const;

/** The gateway without Kafka, HTTP and timers: a test says what happens when. */
export function createTestGateway(options: TestGatewayOptions) {
  const { database, requests, now } = options;
  const logger = options.logger ?? createLogger({ service: 'test', level: 'silent' });
  const metrics = createMetrics('test');
  const counters = createGatewayCounters(metrics);
  const keys = deskOf(options, logger);
  const ports: LanePorts = {
    database,
    keys,
    logger,
    counters,
    now,
    requestCodec: fakeCodec(['TransferRequested', 'CollectionLinkRequested']),
    opener: requests.opener,
    sealer: requests.sealer,
    encode: encodeJson,
    limits: { ...testLimits, ...options.limits },
    settings: { ...testSettings, ...options.settings },
    steadyMilliseconds: () => now() / 1_000,
    random: options.random ?? (() => 0.5),
    reach: options.reach ?? (() => undefined),
    onCommitted: () => undefined,
  };
  const inbox = inboxOf(options, (alarm) => counters.alarm(alarm));
  const noteOffsets = async (offsets: readonly BrokerOffset[]): Promise<void> =>
    await writeBrokerOffsets(database.kysely, offsets);
  return {
    ports,
    keys,
    metrics,
    /** Reads records from an offset on, as one chunk, and has the broker know of it. */
    async consume(
      events: readonly AnyEvent[],
      firstOffset: bigint,
      topic = TRANSFERS_TOPIC,
    ): Promise<void> {
      const nextOffset = firstOffset + BigInt(events.length);
      await inbox(chunkOf(events, { topic, firstOffset, logEnd: nextOffset }));
      await noteOffsets([{ topic, partition: 0, offset: nextOffset }]);
    },
    /** Reads records from an offset on, as one chunk; the broker does not know yet. */
    read: async (
      events: readonly AnyEvent[],
      place: { readonly topic: string; readonly firstOffset: bigint; readonly logEnd: bigint },
    ): Promise<ChunkOutcome> => await inbox(chunkOf(events, place)),
    /** The gateway is told which offsets the broker has. */
    noteOffsets,
    /** Takes a lane over, as a new holder. */
    async takeLane(monoAccountId: MonoAccountId): Promise<LaneContext> {
      const holder = { monoAccountId, holderId: uuidV7() };
      await takeOver(ports, holder);
      const client = createMonoClient({ baseUrl: 'http://mono', transport: options.transport });
      return { ...ports, ...holder, client };
    },
  };
}

export type TestGateway = ReturnType<typeof createTestGateway>;

const deskOf = ({ database, now, apiKeys }: TestGatewayOptions, logger: Logger) =>
  createKeyDesk({
    database,
    logger,
    now,
    keys: apiKeys ?? (() => [testApiKey]),
    ageDaysMax: null,
    refusedMilliseconds: 30_000,
    steadyMilliseconds: () => now() / 1_000,
    readStartMillisecondsMax: 5_000,
  });

const inboxOf = (
  { database, requests, now, beforeRewind }: TestGatewayOptions,
  alarm: (alarm: string) => void,
) =>
  createRequestInbox({
    database,
    kafka: wholeLog,
    ...(beforeRewind === undefined ? {} : { beforeRewind }),
    read: {
      alarm,
      verifier: requests.verifier,
      codec: fakeCodec([
        'TransferRequested',
        'TransferCancellationRequested',
        'CollectionLinkRequested',
      ]),
    },
    write: { now, alarm, encode: encodeJson },
    onCommitted: () => undefined,
  });

function chunkOf(
  events: readonly AnyEvent[],
  {
    topic,
    firstOffset,
    logEnd,
  }: { readonly topic: string; readonly firstOffset: bigint; readonly logEnd: bigint },
): Chunk {
  return {
    topic,
    partition: 0,
    assignment: 'test',
    highWatermark: logEnd,
    records: events.map((event, index) => ({
      offset: firstOffset + BigInt(index),
      key: keyOf(event),
      value: encodeJson(event),
      headers: {
        ce_type: `riel.${event.name}`,
        ce_id: 'eventId' in event.value ? event.value.eventId : '',
      },
    })),
    heartbeat: async () => {
      await Promise.resolve();
    },
    isStale: () => false,
  };
}

/** What the gateway has told the log, in order. */
export async function readLog(database: Database): Promise<readonly AnyEvent[]> {
  const { rows } = await sql<{ payload: Buffer }>`
    select payload from gateway.outbox order by id`.execute(database.kysely);
  return rows.map(({ payload }) => decodeJson(payload));
}

/** Empties every table but the history of migrations and what operators did, which only grows. */
export async function emptyTables(database: Database): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select format('gateway.%I', tablename) as name from pg_tables
     where schemaname = 'gateway' and tablename not like '%migration%'
       and tablename <> 'operator_actions'`.execute(database.kysely);
  // Few rows: deleting them is far cheaper than new files for every table.
  const parts = rows.map(({ name }, index) => `gone${index} as (delete from ${name})`);
  await sql.raw(`with ${parts.join(', ')} select 1`).execute(database.kysely);
}
