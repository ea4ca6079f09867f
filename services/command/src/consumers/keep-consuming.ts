import { setTimeout as wait } from 'node:timers/promises';
import { SchemaUnavailableError } from '@riel/avro';
import { DatabaseUnavailableError } from '@riel/database';
import { KafkaUnavailableError, type Consumer } from '@riel/kafka';
import { codeOf, type Logger, type Started } from '@riel/runtime';

export interface KeepConsumingOptions {
  /** Checks the topics and joins the group. */
  readonly start: (onFatal: (error: unknown) => void) => Promise<Consumer>;
  readonly retryMilliseconds: number;
  readonly logger: Logger;
  /** Told of every failure but an outage; the process should end. */
  readonly onFatal: (error: unknown) => void;
}

// Joining waits for members that died without a word, up to their session time-out. It has read nothing yet,
// so nothing is lost by not waiting for it; if it joins later it leaves at once.
const JOINING_MILLISECONDS_MAX = 2_000;

/** A consumer that outlives outages. */
export interface KeptConsumer extends Started {
  isHealthy(): boolean;
}

const isOutage = (error: unknown): boolean =>
  error instanceof KafkaUnavailableError ||
  error instanceof SchemaUnavailableError ||
  error instanceof DatabaseUnavailableError;

/**
 * Starts a consumer and starts it again after each outage of broker, registry or database. The service goes
 * on accepting over HTTP meanwhile, so an unreachable broker must not end it, neither now nor when it starts.
 * A record whose schema cannot be had holds up its partition until it can.
 */
export function keepConsuming(options: KeepConsumingOptions): KeptConsumer {
  let consumer: Consumer | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopping = false;
  let starting: Promise<void> = Promise.resolve();

  const failed = (error: unknown): void => {
    consumer = null;
    if (stopping) return;
    if (!isOutage(error)) {
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
    let ended = false;
    const onFatal = (error: unknown): void => {
      ended = true;
      failed(error);
    };
    try {
      const started = await options.start(onFatal);
      if (stopping) await started.stop();
      else if (!ended) consumer = started;
    } catch (error) {
      if (!ended) failed(error);
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
