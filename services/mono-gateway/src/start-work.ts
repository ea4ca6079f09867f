import { groupOffsets } from '@riel/kafka';
import { createMonoClient, type MonoClient, type TransportLimits } from '@riel/mono-client';
import { now, repeat, type Parts } from '@riel/runtime';
import { publishBankList } from './banks/publish-bank-list.ts';
import type { GatewayConfiguration } from './configuration.ts';
import { laneSettingsOf, limitsOf } from './lane-ports.ts';
import type { LaneKeeper } from './lanes/lane-keeper.ts';
import { startLanes } from './lanes/start-lanes.ts';
import { writeBrokerOffsets } from './recovery/broker-offsets.ts';
import { REQUEST_TOPICS } from './requests/request-inbox.ts';
import type { SharedParts } from './shared-parts.ts';

const BROKER_OFFSETS_MILLISECONDS = 5_000;

function transportLimitsOf(configuration: GatewayConfiguration): Partial<TransportLimits> {
  return {
    connectTimeoutMilliseconds: configuration.MONO_CONNECT_TIMEOUT_MILLISECONDS,
    headersTimeoutMilliseconds: configuration.MONO_HEADERS_TIMEOUT_MILLISECONDS,
    bodyTimeoutMilliseconds: configuration.MONO_BODY_TIMEOUT_MILLISECONDS,
    totalTimeoutMilliseconds: configuration.MONO_TOTAL_TIMEOUT_MILLISECONDS,
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
export function startWork(shared: SharedParts, parts: Parts): LaneKeeper {
  const { configuration, keyRings, codecs, relay } = shared;
  const lanes = startLanes({
    lanesMax: configuration.LANES_MAX,
    pollMilliseconds: configuration.LANE_POLL_MILLISECONDS,
    createClient: () => clientOf(configuration),
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

/** Starts to ask the broker for what it has of our offsets: a note of it may have been lost. */
export function startBrokerOffsets(shared: SharedParts, parts: Parts, onWork: () => void): void {
  const { kafka, configuration, database, logger } = shared;
  const rounds = repeat({
    name: 'broker offsets',
    logger,
    pauseMilliseconds: BROKER_OFFSETS_MILLISECONDS,
    round: async () => {
      const groupId = configuration.CONSUMER_GROUP;
      for (const topic of REQUEST_TOPICS) {
        const offsets = await groupOffsets(kafka, { groupId, topic });
        const known = [...offsets].flatMap(([partition, offset]) =>
          offset === null ? [] : [{ topic, partition, offset }],
        );
        await writeBrokerOffsets(database.kysely, known);
      }
      onWork();
    },
  });
  parts.add('broker offsets', rounds);
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
