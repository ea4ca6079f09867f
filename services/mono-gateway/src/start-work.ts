import { createMonoClient, type MonoClient, type TransportLimits } from '@riel/mono-client';
import { now, repeat, type Parts, type Repeated } from '@riel/runtime';
import { publishBankList } from './banks/publish-bank-list.ts';
import type { GatewayConfiguration } from './configuration.ts';
import { laneSettingsOf, limitsOf } from './lane-ports.ts';
import type { LaneKeeper } from './lanes/lane-keeper.ts';
import { startLanes } from './lanes/start-lanes.ts';
import { writeBrokerOffsets } from './recovery/broker-offsets.ts';
import { createMemoryWatch, type MemoryWatch } from './recovery/memory-watch.ts';
import { REQUEST_TOPICS } from './requests/request-inbox.ts';
import type { SharedParts } from './shared-parts.ts';
import type { RequestConsumer } from './start-consumer.ts';

const WATCH_MILLISECONDS = 5_000;

function transportLimitsOf(configuration: GatewayConfiguration): Partial<TransportLimits> {
  return {
    connectTimeoutMilliseconds: configuration.MONO_CONNECT_TIMEOUT_MILLISECONDS,
    headersTimeoutMilliseconds: configuration.MONO_HEADERS_TIMEOUT_MILLISECONDS,
    bodyTimeoutMilliseconds: configuration.MONO_BODY_TIMEOUT_MILLISECONDS,
    totalTimeoutMilliseconds: limitsOf(configuration).totalTimeoutMilliseconds,
    connectionsMax:
      configuration.MONO_CONCURRENCY_PER_ACCOUNT + 2 * configuration.MONO_LOOK_UPS_PER_ACCOUNT,
  };
}

const clientOf = (configuration: GatewayConfiguration): MonoClient =>
  createMonoClient({
    baseUrl: configuration.MONO_BASE_URL,
    limits: transportLimitsOf(configuration),
  });

/** Starts the lanes, one for each Mono account. */
export function startWork(shared: SharedParts, parts: Parts, watch: MemoryWatch): LaneKeeper {
  const { configuration, keyRings, codecs, relay } = shared;
  const lanes = startLanes({
    lanesMax: configuration.LANES_MAX,
    pollMilliseconds: configuration.LANE_POLL_MILLISECONDS,
    createClient: () => clientOf(configuration),
    // A lane is taken at the start and on each new connection: the moments to ask who forgot.
    beforeTaking: async () => void (await watch.look()),
    ports: {
      ...shared,
      now,
      requestCodec: codecs.requestCodec,
      encode: codecs.encode,
      opener: keyRings.opener,
      sealer: keyRings.sealer,
      limits: limitsOf(configuration),
      settings: laneSettingsOf(configuration),
      steadyMilliseconds: () => performance.now(),
      random: () => Math.random(),
      reach: () => undefined,
      onCommitted: () => relay.wake(),
    },
  });
  parts.add('lanes', lanes);
  return lanes;
}

/** Makes what notices that the database has forgotten. */
export function createWatch(shared: SharedParts): MemoryWatch {
  const { kafka, configuration, database, logger, counters } = shared;
  return createMemoryWatch({
    kafka,
    database,
    logger,
    now,
    groupId: configuration.CONSUMER_GROUP,
    topics: REQUEST_TOPICS,
    alarm: (alarm) => counters.alarm(alarm),
    totalTimeoutMilliseconds: configuration.MONO_TOTAL_TIMEOUT_MILLISECONDS,
  });
}

/** Starts to compare broker and database by and by, and reads on from where the database is. */
export function startWatching(
  shared: SharedParts,
  parts: Parts,
  work: {
    readonly watch: MemoryWatch;
    readonly consumer: Pick<RequestConsumer, 'seek'>;
    readonly onWork: () => void;
  },
): Repeated {
  const rounds = repeat({
    name: 'memory',
    logger: shared.logger,
    pauseMilliseconds: WATCH_MILLISECONDS,
    round: async () => {
      const { known, places } = await work.watch.look();
      for (const place of places) work.consumer.seek(place);
      // A note of what the broker has may have been lost.
      await writeBrokerOffsets(shared.database.kysely, known);
      work.onWork();
    },
  });
  parts.add('memory', rounds);
  return rounds;
}

const MILLISECONDS_PER_SECOND = 1_000;

/** Starts to publish the bank list: at the start, when it changes, and when it is old. */
export function startBanks(shared: SharedParts, parts: Parts): void {
  const { configuration, database, keys, logger, relay, codecs, counters } = shared;
  const reader = clientOf(configuration);
  parts.add('Mono client for banks', () => reader.close());
  let force = true;
  let pause = configuration.BANKS_RETRY_MILLISECONDS;
  const rounds = repeat({
    name: 'bank list',
    logger,
    pauseMilliseconds: () => pause,
    round: async () => {
      pause = configuration.BANKS_RETRY_MILLISECONDS;
      const outcome = await publishBankList(
        {
          database,
          reader,
          keys,
          now,
          encode: codecs.encodeBanks,
          refreshMilliseconds: configuration.BANKS_REFRESH_SECONDS * MILLISECONDS_PER_SECOND,
          onCommitted: () => relay.wake(),
        },
        { force },
      );
      if (outcome.kind === 'again') {
        counters.alarm('no-bank-list');
        logger.warn({ reason: outcome.why }, 'the bank list could not be had, later again');
        return;
      }
      force = false;
      pause = configuration.BANKS_POLL_SECONDS * MILLISECONDS_PER_SECOND;
    },
  });
  parts.add('bank list', rounds);
}
