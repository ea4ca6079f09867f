import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { Logger } from '@riel/runtime';
import type { Kafka as KafkaClient, SASLOptions } from 'kafkajs';
import { Kafka as Client, logLevel } from './guarded-client.ts';
import { createClientLog } from './client-log.ts';

/** A Kafka cluster that producers, consumers and administration are opened on. Opens nothing yet. */
export interface Kafka {
  readonly client: KafkaClient;
  readonly logger: Logger;
}

export interface KafkaOptions {
  /** `host:port` of some brokers; the others are learnt from them. */
  readonly brokers: readonly string[];
  /** Name of the service, shown in the broker's request log and quotas. */
  readonly clientId: string;
  readonly logger: Logger;
  /** TLS: `true` or options of Node. Default: plain text. */
  readonly ssl?: TlsOptions | true;
  /** `{ mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512', username, password }`. */
  readonly sasl?: SASLOptions;
  /** Longest wait for a connection to a broker. Default 3,000. */
  readonly connectTimeoutMilliseconds?: number;
  /** Longest wait for an answer of a broker, apart from joins and fetches. Default 15,000. */
  readonly requestTimeoutMilliseconds?: number;
}

/** Names a cluster. */
export const createKafka = (options: KafkaOptions): Kafka => {
  const { logger } = options;
  const client = new Client({
    brokers: [...options.brokers],
    clientId: options.clientId,
    connectionTimeout: options.connectTimeoutMilliseconds ?? 3_000,
    requestTimeout: options.requestTimeoutMilliseconds ?? 15_000,
    enforceRequestTimeout: true,
    // Our logger filters by its own level.
    logLevel: logLevel.INFO,
    logCreator: () => createClientLog(logger),
    retry: retryLimits({}),
    ...(options.ssl === undefined ? {} : { ssl: options.ssl }),
    ...(options.sasl === undefined ? {} : { sasl: options.sasl }),
  });
  return { client, logger };
};

/** How long kafkajs tries again by itself before it gives an error to us. */
export interface ClientRetryLimits {
  /** Attempts after the first one. Default 5. */
  readonly retriesMax?: number;
  /** Delay before the first of them; doubles from there. Default 100. */
  readonly retryMillisecondsMin?: number;
  /** The delay grows no further. Default 2,000. */
  readonly retryMillisecondsMax?: number;
}

/** Every field of kafkajs's retry options, because its own defaults differ under `NODE_ENV=test`. */
export const retryLimits = (
  limits: ClientRetryLimits,
): {
  retries: number;
  initialRetryTime: number;
  maxRetryTime: number;
  factor: number;
  multiplier: number;
} => ({
  retries: limits.retriesMax ?? 5,
  initialRetryTime: limits.retryMillisecondsMin ?? 100,
  maxRetryTime: limits.retryMillisecondsMax ?? 2_000,
  factor: 0.2,
  multiplier: 2,
});
