import { setTimeout as wait } from 'node:timers/promises';
import type { Consumer } from '@riel/kafka';
import { codeOf, type Logger, type Started } from '@riel/runtime';

/** How a consumer is kept going. */
export interface KeepConsumingOptions {
  /** Checks the topics and joins the group. */
  readonly start: (onFatal: (error: unknown) => void) => Promise<Consumer>;
  /** Pause after an outage before the next start. */
  readonly retryMilliseconds: number;
  readonly logger: Logger;
  /** Told of every failure but an outage; the process should end. */
  readonly onFatal: (error: unknown) => void;
}

/** A consumer that outlives outages. */
export interface KeptConsumer extends Started {
  isHealthy(): boolean;
}

/** Codes that mean: not reachable now. Everything else is a mistake that waiting does not mend. */
const outages: ReadonlySet<string | null> = new Set([
  'RIEL_KAFKA_UNAVAILABLE',
  'RIEL_SCHEMA_UNAVAILABLE',
  'RIEL_DATABASE_UNAVAILABLE',
]);

// Joining waits for members that died without a word, up to their session time-out. It has read
// nothing yet, so nothing is lost by not waiting for it; if it joins later it leaves at once.
const JOINING_MILLISECONDS_MAX = 2_000;

/**
 * Starts a consumer and starts it again after each outage of broker, registry or database, so that
 * an unreachable broker ends a service that has other work neither now nor when it starts.
 */
export function keepConsuming(options: KeepConsumingOptions): KeptConsumer {
  let consumer: Consumer | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;
  let starting: Promise<void> = Promise.resolve();

  const failed = (error: unknown): void => {
    consumer = null;
    if (stopping) return;
    if (!outages.has(codeOf(error))) {
      options.onFatal(error);
      return;
    }
    options.logger.warn(
      { error, code: codeOf(error) },
      'a consumer ended in an outage, later again',
    );
    timer = setTimeout(begin, options.retryMilliseconds);
  };
  const startOnce = async (): Promise<void> => {
    let hasEnded = false;
    const onFatal = (error: unknown): void => {
      hasEnded = true;
      failed(error);
    };
    try {
      const started = await options.start(onFatal);
      if (stopping) await started.stop();
      else if (!hasEnded) consumer = started;
    } catch (error) {
      if (!hasEnded) failed(error);
    }
  };
  const begin = (): void => {
    starting = startOnce();
  };
  begin();
  return {
    isHealthy: () => consumer?.isHealthy() ?? false,
    async stop() {
      stopping = true;
      if (timer !== null) clearTimeout(timer);
      await Promise.race([starting, wait(JOINING_MILLISECONDS_MAX, undefined, { ref: false })]);
      await consumer?.stop();
    },
  };
}
