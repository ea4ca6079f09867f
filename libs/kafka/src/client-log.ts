import type { Logger } from '@riel/runtime';
import type { LogEntry } from 'kafkajs';
import { logLevel } from './guarded-client.ts';
import { brokerErrorIn } from './broker-errors.ts';
import type { BrokerError } from './broker-errors.ts';

/** Texts of kafkajs that come with every restart or rebalance and that it retries by itself. */
const ordinary: readonly string[] = [
  // Our producer is recreated after each failure, so limited retries lose no guarantee.
  'Limiting retries for the idempotent producer may invalidate EoS guarantees',
  'The group is rebalancing, re-joining',
  'The coordinator is not aware of this member, re-joining the group',
  'Failed to connect to seed broker, trying another broker from the list',
  'Response without match',
  // The adapter says the same in its own words, and what came of it.
  'Crash: ',
  'Restarting the consumer in',
];

/** Texts of a broker that is away: worth seeing, but kafkajs tries again. */
const unreachable: readonly string[] = [
  'Connection error',
  'Connection timeout',
  'Failed to connect',
];

/** Namespaces that never see a record, so that their texts may be shown. */
const textFree: ReadonlySet<string> = new Set([
  'Connection',
  'ConnectionPool',
  'BrokerPool',
  'Broker',
  'Cluster',
  'Consumer',
  'ConsumerGroup',
  'FetchManager',
  'Runner',
]);

type Level = 'error' | 'warn' | 'info' | 'debug';

const includesOne = (message: string, texts: readonly string[]): boolean =>
  texts.some((text) => message.includes(text));

const levelOf = ({ level, log }: LogEntry, broker: BrokerError | undefined): Level => {
  const isChatter = level === logLevel.INFO || level === logLevel.DEBUG;
  if (isChatter || broker?.retriable === true || includesOne(log.message, ordinary)) {
    return 'debug';
  }
  const isError = level === logLevel.ERROR && !includesOne(log.message, unreachable);
  return isError ? 'error' : 'warn';
};

/**
 * Passes what kafkajs logs to our logger. What it retries by itself is `debug`, although kafkajs
 * calls it an error ("coordinator is loading" comes with every broker start). Only named fields
 * are passed on: kafkajs adds whole errors and requests, which may hold records.
 */
export const createClientLog =
  (logger: Logger): ((entry: LogEntry) => void) =>
  (entry) => {
    const { namespace, log } = entry;
    const broker = brokerErrorIn(`${log.message} ${String(log['error'] ?? '')}`);
    logger[levelOf(entry, broker)](
      {
        component: `kafkajs/${namespace}`,
        code: broker?.type,
        reason: broker === undefined && textFree.has(namespace) ? log.message : undefined,
        groupId: log['groupId'],
        topic: log['topic'],
        partition: log['partition'],
        attempt: log['retryCount'],
      },
      'Kafka client',
    );
  };
