import { createRequire } from 'node:module';
import { KafkaClientShapeError } from './errors.ts';

/** An error of the Kafka protocol as kafkajs lists it. */
export interface BrokerError {
  /** For example `GROUP_LOAD_IN_PROGRESS`. */
  readonly type: string;
  readonly retriable: boolean;
  readonly message: string;
}

const load = createRequire(import.meta.url);

const readTable = (): readonly BrokerError[] => {
  const loaded: unknown = load('kafkajs/src/protocol/error.js');
  const table: unknown =
    typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, 'errorCodes') : undefined;
  if (!Array.isArray(table) || !table.every(isBrokerError)) {
    throw new KafkaClientShapeError('protocol/error.js errorCodes');
  }
  return table;
};

const isBrokerError = (entry: unknown): entry is BrokerError =>
  typeof entry === 'object' &&
  entry !== null &&
  typeof Reflect.get(entry, 'type') === 'string' &&
  typeof Reflect.get(entry, 'message') === 'string' &&
  typeof Reflect.get(entry, 'retriable') === 'boolean';

const brokerErrors = readTable();

/** The protocol error whose text stands in a log line of kafkajs, else undefined. */
export const brokerErrorIn = (text: string): BrokerError | undefined =>
  brokerErrors.find(({ message }) => text.includes(message));
