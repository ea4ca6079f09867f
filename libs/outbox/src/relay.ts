import { retryClassOf } from '@riel/database';
import { now } from '@riel/runtime';
import { countWaiting, hasWaiting, oldestRecordedAt } from './backlog.ts';
import { publishClaim } from './publish-claim.ts';
import type { ClaimOptions, Published } from './publish-claim.ts';
import { createRelayMetrics } from './relay-metrics.ts';
import type { RelayMetrics } from './relay-metrics.ts';
import type { Relay, RelayOptions } from './relay-options.ts';
import { createWakeUp } from './wake-up.ts';
import type { WakeUp } from './wake-up.ts';

/*
 * The relay carries rows of the outbox to Kafka, at least once, in order per key.
 *
 * - A row has a lane, by the hash of its key. Whoever holds the lock of a lane sends its rows in id
 *   order; so any number of relays share the lanes and none overtakes another.
 * - Rows are deleted once Kafka has acknowledged them, in the transaction that claimed their lanes.
 *   There is no "last id": ids are drawn before commits, so a row with a small id may appear after
 *   one with a great id was sent, and a cursor would have passed it.
 * - A crash between sending and commit sends the same rows again, before any later row of their
 *   lanes. So per key a consumer sees each row for the first time in order; what repeats has the
 *   same event id.
 * - The writer wakes the relay after its commit. For rows of writers that died before that, one
 *   loop polls: a single step into an index while the outbox is empty.
 * - When Kafka or the database is away, each loop waits longer and longer, holding no lock, and
 *   rows pile up in the table, not in memory.
 */

const pollMillisecondsMax = 25;

/** Starts the relay of one outbox. Kafka and the database may be away at the start and later. */
export const startRelay = (options: RelayOptions): Relay => {
  const { database, schema, logger } = options;
  const read = {
    waiting: () => countWaiting(database.kysely, schema),
    oldestMilliseconds: async () => {
      const oldest = await oldestRecordedAt(database.kysely, schema);
      return oldest === null ? 0 : Math.max(0, (now() - oldest) / 1_000);
    },
  };
  const metrics = createRelayMetrics(options.metrics, read);
  const wakeUps = Array.from({ length: options.claimsMax ?? 2 }, createWakeUp);
  // One loop that sleeps is enough for new rows; if all work, the polling one looks again afterwards.
  const wakeOne = (): void => {
    const sleeping = wakeUps.find((wakeUp) => wakeUp.isSleeping());
    (sleeping ?? wakeUps[0])?.wake();
  };
  const shared: Shared = { options, metrics, wakeOne, stopping: new AbortController() };
  const loops = wakeUps.map((wakeUp, index) =>
    runLoop(shared, { wakeUp, isPolling: index === 0 }).catch((error: unknown) => {
      logger.error({ error, component: 'outbox' }, 'The outbox relay has ended');
      options.onFatal(error);
    }),
  );
  return {
    ...read,
    wake: wakeOne,
    stop: async () => {
      shared.stopping.abort();
      wakeUps.forEach((wakeUp) => wakeUp.wake());
      await Promise.all(loops);
    },
  };
};

interface Shared {
  readonly options: RelayOptions;
  readonly metrics: RelayMetrics;
  readonly wakeOne: () => void;
  readonly stopping: AbortController;
}

interface Loop {
  readonly wakeUp: WakeUp;
  /** One loop polls for all; the others are woken when there is work. */
  readonly isPolling: boolean;
}

const idleMillisecondsMax = 60_000;

const runLoop = async (shared: Shared, { wakeUp, isPolling }: Loop): Promise<void> => {
  const { options, stopping } = shared;
  const pollMilliseconds = Math.min(
    options.pollMilliseconds ?? pollMillisecondsMax,
    pollMillisecondsMax,
  );
  let failures = 0;
  while (!stopping.signal.aborted) {
    try {
      const reason = await wakeUp.wait(isPolling ? pollMilliseconds : idleMillisecondsMax);
      const { kysely } = options.database;
      if (reason === 'called' || (await hasWaiting(kysely, options.schema))) {
        await publishAll(shared);
      }
      failures = 0;
    } catch (error) {
      failures += 1;
      await backOff(shared, { wakeUp, error, failures });
    }
  }
};

/** Claims until nothing is left for this loop: all is sent, or others hold what waits. */
const publishAll = async ({ options, metrics, wakeOne, stopping }: Shared): Promise<void> => {
  const claim = claimOptions(options);
  let published: Published;
  do {
    const startedAt = performance.now();
    published = await publishClaim(claim);
    metrics.published(published, performance.now() - startedAt);
    if (published.lanes === claim.lanesMax) {
      // There may be more busy lanes than one claim takes.
      wakeOne();
    }
    const isFew = published.records < claim.limits.batchRecordsMax * FEW_SHARE;
    if (isFew && published.records > 0) {
      await sleepUnlessStopping(options.gatherMilliseconds ?? 0, stopping.signal);
    }
  } while (published.records > 0 && !stopping.signal.aborted);
};

/** A claim that carries less of what it may carry is worth a pause before the next one. */
const FEW_SHARE = 0.5;

const claimOptions = (options: RelayOptions): ClaimOptions => ({
  database: options.database,
  schema: options.schema,
  producer: options.producer,
  source: `riel/${options.service}`,
  lanesMax: options.claimLanesMax ?? 8,
  limits: {
    batchRecordsMax: options.batchRecordsMax ?? 500,
    batchBytesMax: options.batchBytesMax ?? 4_000_000,
  },
});

interface Failed {
  readonly wakeUp: WakeUp;
  readonly error: unknown;
  readonly failures: number;
}

/** Waits before the next attempt; rethrows what only a restart or a person can change. */
const backOff = async (shared: Shared, { wakeUp, error, failures }: Failed): Promise<void> => {
  const { options, metrics, stopping } = shared;
  if (!isKafkaError(error) && retryClassOf(error) === 'crash') {
    throw error;
  }
  const least = options.retryMillisecondsMin ?? 50;
  const full = Math.min(options.retryMillisecondsMax ?? 5_000, least * 2 ** (failures - 1));
  const delayMilliseconds = Math.round(full / 2 + (full / 2) * Math.random());
  metrics.failed();
  options.logger.warn(
    { error, component: 'outbox', attempt: failures, milliseconds: delayMilliseconds },
    'Outbox rows were not sent, later again',
  );
  await sleepUnlessStopping(delayMilliseconds, stopping.signal);
  // Whoever called meanwhile is served by the attempt that follows.
  wakeUp.wake();
};

/** Records that Kafka refuses are tried again too: rows must not be lost, and age raises the alarm. */
const isKafkaError = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, 'code') === 'RIEL_KAFKA_SEND';

const sleepUnlessStopping = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
  if (milliseconds === 0) return;
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal.addEventListener('abort', finish);
    if (signal.aborted) {
      finish();
    }
  });
};
