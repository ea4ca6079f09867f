import {
  createMonoClient,
  readApiKeyFile,
  type MonoApiKey,
  type MonoReader,
} from '@riel/mono-client';
import { now, repeat, startFileRing, type Parts, type Repeated } from '@riel/runtime';
import type { BackgroundOptions } from '../start-background.ts';
import { runLookUps } from './run-look-ups.ts';

interface RoledKey extends MonoApiKey {
  readonly role: string;
}

/** The weakest key that can read is the right one to read with; the others stand in for it. */
export function inReadingOrder<Key extends RoledKey>(keys: readonly Key[]): readonly Key[] {
  return [
    ...keys.filter(({ role }) => role === 'Viewer'),
    ...keys.filter(({ role }) => role !== 'Viewer'),
  ];
}

/** Whom to ask, and with which keys. */
export interface MonoAsking {
  readonly reader: MonoReader;
  /** The best one to read with first. */
  readonly apiKeys: () => readonly MonoApiKey[];
}

/** Opens the client of Mono's API and reads the keys. */
export async function startAsking(
  { configuration, logger }: BackgroundOptions,
  parts: Parts,
): Promise<MonoAsking> {
  const reader = createMonoClient({ baseUrl: configuration.MONO_BASE_URL });
  parts.add('Mono client', () => reader.close());
  const apiKeys = await parts.start('API keys of Mono', () =>
    startFileRing({
      setting: 'MONO_API_KEYS_DIRECTORY',
      folder: configuration.MONO_API_KEYS_DIRECTORY,
      logger,
      read: readApiKeyFile,
      createdAt: (key) => key.createdAt,
    }),
  );
  return { reader, apiKeys: () => inReadingOrder(apiKeys.current()) };
}

/** Starts asking Mono about what is due. `onFacts` is told when something may have been learned. */
export function startLookUps(
  options: BackgroundOptions,
  parts: Parts,
  { reader, apiKeys, onFacts }: MonoAsking & { readonly onFacts: () => void },
): Repeated {
  const { configuration, database, logger, keys, counters } = options;
  const ports = {
    database,
    reader,
    apiKeys,
    logger,
    now,
    codec: options.codec,
    prepareSealer: () => keys.sealer.prepare(),
    texts: keys.texts,
    encode: options.encodeEvent,
    unnamedHoldMilliseconds: configuration.UNNAMED_HOLD_MILLISECONDS,
    lookUpsMax: configuration.LOOK_UP_BATCH_MAX,
    leaseMilliseconds: configuration.LOOK_UP_LEASE_MILLISECONDS,
    gapMilliseconds: configuration.MONO_LOOKUP_GAP_MILLISECONDS,
    retryMillisecondsMin: configuration.LOOK_UP_RETRY_MILLISECONDS_MIN,
    retryMillisecondsMax: configuration.LOOK_UP_RETRY_MILLISECONDS_MAX,
    overdueMilliseconds: configuration.LOOK_UP_OVERDUE_SECONDS * 1_000,
    overduePauseMilliseconds: configuration.LOOK_UP_OVERDUE_PAUSE_MILLISECONDS,
    onCommitted: onFacts,
    onAnswer: (reason: string, outcome: string) => counters.lookedUp(reason, outcome),
  };
  const lookUps = repeat({
    name: 'look-ups',
    pauseMilliseconds: configuration.LOOK_UP_POLL_MILLISECONDS,
    logger,
    round: () => runLookUps(ports),
  });
  parts.add('look-ups', lookUps);
  return lookUps;
}
