import { createRequire } from 'node:module';
import { decodeRecord } from './decode-record.ts';
import { encodeRecord, encodeRecordBatch } from './encode-record-batch.ts';
import type { BatchToEncode, RecordToEncode } from './encode-record-batch.ts';
import { groupMessages } from './group-messages.ts';
import { KafkaClientShapeError, OffsetOutOfRangeError } from './errors.ts';

/*
 * kafkajs 2.2.4 is the last release, and some of its habits cannot be switched off by any option.
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

const UNCOMPRESSED = 0;

const recordModule = 'protocol/recordBatch/record/v0/index.js';
const batchModule = 'protocol/recordBatch/v0/index.js';
const produceModule = 'protocol/requests/produce/v3/request.js';
const recordDecoderModule = 'protocol/recordBatch/record/v0/decoder.js';
const batchDecoderModule = 'protocol/recordBatch/v0/decoder.js';
const fetchModules = [
  'protocol/requests/fetch/v4/decodeMessages.js',
  ...[4, 5, 7, 11].map((version) => `protocol/requests/fetch/v${version}/response.js`),
];
const groupModule = 'producer/groupMessagesPerPartition.js';
/** From who groups up to the package itself. */
const producerModules = [
  'producer/sendMessages.js',
  'producer/messageProducer.js',
  'producer/index.js',
  'index.js',
];

/**
 * Puts another export in the place of an inner module's, for those who load it from now on; `users`
 * are loaded again if they have been.
 */
const replaceModule = <Export>(
  path: string,
  users: readonly string[],
  replacement: (original: Export) => Export,
): void => {
  const file = load.resolve(`kafkajs/src/${path}`);
  const original: unknown = load(file);
  const loaded = load.cache[file];
  if (loaded === undefined || (typeof original !== 'function' && typeof original !== 'object')) {
    throw new KafkaClientShapeError(path);
  }
  loaded.exports = replacement(original as Export);
  for (const user of users) {
    delete load.cache[load.resolve(`kafkajs/src/${user}`)];
  }
};

interface BatchEncoder {
  readonly RecordBatch: (batch: BatchToEncode & { readonly compression?: number }) => unknown;
}

/** kafkajs asks the parts of a request for their bytes by these names. */
const encoded = (bytes: Buffer): { buf: Buffer; buffer: Buffer; size(): number } => ({
  buf: bytes,
  buffer: bytes,
  size: () => bytes.length,
});

/**
 * For every record kafkajs makes a buffer of 512 zeros, one more for each header, and one for each
 * length: about 10 us of CPU. Here a record stays what it is until the batch is written. A batch
 * that is to be compressed is left to kafkajs, with its records as bytes.
 */
const guardRecords = (): void => {
  replaceModule<(record: RecordToEncode) => unknown>(recordModule, [], () => (record) => record);
  replaceModule<BatchEncoder>(batchModule, [produceModule], (original) => ({
    ...original,
    RecordBatch: async (batch) =>
      (batch.compression ?? UNCOMPRESSED) === UNCOMPRESSED
        ? encoded(encodeRecordBatch(batch))
        : original.RecordBatch({
            ...batch,
            records: batch.records.map((record) => encoded(encodeRecord(record)) as object),
          }),
  }));
};

/** kafkajs sums places and instants as bigints and copies the headers once per header. */
const guardDecoding = (): void => {
  replaceModule<typeof decodeRecord>(
    recordDecoderModule,
    [batchDecoderModule, ...fetchModules],
    () => decodeRecord,
  );
};

/** kafkajs copies the list of a partition for every message that it adds. */
const guardGrouping = (): void => {
  replaceModule<typeof groupMessages>(groupModule, producerModules, () => groupMessages);
  delete load.cache[load.resolve('kafkajs')];
};

let guarded = false;

/** Puts all guards on, once per process; throws `KafkaClientShapeError` if one does not fit. */
export const guardClient = (): void => {
  if (!guarded) {
    guardTimer();
    guardOffsets();
    guardRecords();
    guardDecoding();
    guardGrouping();
    guarded = true;
  }
};
