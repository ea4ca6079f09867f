import { createRequire } from 'node:module';
import { encodeRecord } from './encode-record.ts';
import type { RecordToEncode } from './encode-record.ts';
import { KafkaClientShapeError, OffsetOutOfRangeError } from './errors.ts';

/*
 * kafkajs 2.2.4 is the last release, and three of its habits cannot be switched off by any option.
 * Each guard replaces one method on an inner prototype or one inner module, once per process. The
 * package has no export map, so its inner modules can be reached; a shape that we do not know stops
 * the process at start (and fails the tests of this folder) rather than running unguarded.
 */

const load = createRequire(import.meta.url);

/** A queue of requests of one broker connection, as far as the guard looks into it. */
export interface RequestQueue {
  readonly pending: readonly unknown[];
  /** Milliseconds since the epoch; -1 if the broker has never throttled us. */
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

interface ConsumerGroup {
  recoverFromOffsetOutOfRange(error: TopicPartition): Promise<void>;
}

type InnerClass<Instance> = new (...parameters: never[]) => Instance;

const innerClass = <Instance>(
  path: string,
  method: keyof Instance & string,
): InnerClass<Instance> => {
  const loaded: unknown = load(`kafkajs/src/${path}`);
  if (typeof loaded !== 'function') {
    throw new KafkaClientShapeError(path);
  }
  const prototype: unknown = loaded.prototype;
  if (typeof prototype !== 'object' || prototype === null || !(method in prototype)) {
    throw new KafkaClientShapeError(`${path} ${method}`);
  }
  return loaded as InnerClass<Instance>;
};

/** The inner class whose objects own the timer; exported for the test that watches its shape. */
export const requestQueueClass = (): InnerClass<RequestQueue> =>
  innerClass<RequestQueue>('network/requestQueue/index.js', 'scheduleCheckPendingRequests');

/**
 * Every queue re-arms a timer of (negative, so) 1 ms for ever, about 850 wake-ups a second for each
 * broker connection. The timer only matters while requests wait: without a pending request there is
 * nothing to send later, and whoever queues one arms the timer again.
 */
const guardTimer = (): void => {
  const { prototype } = requestQueueClass();
  const schedule = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function scheduleIfPending(this: RequestQueue): void {
    if (this.pending.length > 0) {
      schedule.call(this);
    }
  };
};

/**
 * On OFFSET_OUT_OF_RANGE the consumer would commit its default offset and read on from there: lost or
 * repeated history without a word. The error thrown instead is not retriable, so the consumer
 * crashes and `startConsumer` hands it to `onFatal`.
 */
const guardOffsets = (): void => {
  const { prototype } = innerClass<ConsumerGroup>(
    'consumer/consumerGroup.js',
    'recoverFromOffsetOutOfRange',
  );
  prototype.recoverFromOffsetOutOfRange = async ({ topic, partition }: TopicPartition) => {
    throw new OffsetOutOfRangeError(topic, partition);
  };
};

const recordModule = 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
const produceModule = 'kafkajs/src/protocol/requests/produce/v3/request.js';

/** kafkajs asks the parts of a batch for their bytes by these two names. */
const encodedRecord = (record: RecordToEncode): { buf: Buffer; buffer: Buffer } => {
  const bytes = encodeRecord(record);
  return { buf: bytes, buffer: bytes };
};

/**
 * For every record kafkajs makes a buffer of 512 zeros, one more for each header, and one for each
 * length: about 10 us of CPU. The request that uses the encoder is loaded with the first `send`, or
 * again if that has been.
 */
const guardRecords = (): void => {
  if (typeof load(recordModule) !== 'function') {
    throw new KafkaClientShapeError(recordModule);
  }
  const loaded = load.cache[load.resolve(recordModule)];
  if (loaded === undefined) {
    throw new KafkaClientShapeError(recordModule);
  }
  loaded.exports = encodedRecord;
  delete load.cache[load.resolve(produceModule)];
};

let guarded = false;

/** Puts all guards on, once per process; throws `KafkaClientShapeError` if one does not fit. */
export const guardClient = (): void => {
  if (!guarded) {
    guardTimer();
    guardOffsets();
    guardRecords();
    guarded = true;
  }
};
