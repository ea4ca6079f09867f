import { crc32c } from './crc32c.ts';

/** What kafkajs gives its encoder of records: one message at its place in a batch. */
export interface RecordToEncode {
  /** Place in the batch. Default 0. */
  readonly offsetDelta?: number;
  /** Milliseconds after the first record of the batch. Default 0. */
  readonly timestampDelta?: number;
  readonly key?: Bytes;
  readonly value?: Bytes;
  readonly headers?: Readonly<Record<string, Bytes | readonly Bytes[]>>;
}

type Bytes = Buffer | string | null | undefined;

/** What kafkajs says of a batch that is not compressed. */
export interface BatchToEncode {
  readonly records: readonly RecordToEncode[];
  /** Milliseconds since the epoch, as all instants of kafkajs. */
  readonly firstTimestamp: Timestamp;
  readonly maxTimestamp: Timestamp;
  readonly lastOffsetDelta: number;
  readonly producerId: Int64;
  readonly producerEpoch: number;
  readonly firstSequence: number;
  readonly transactional: boolean;
}

/** A message may bring its own, as digits. */
type Timestamp = number | string;

/** A number of 64 bits as kafkajs keeps it. */
interface Int64 {
  toString(): string;
}

const MAGIC = 2;
const TRANSACTIONAL = 16;
/** First offset, length, leader epoch, magic, checksum: what stands before the checked part. */
const CHECKSUM_START = 17;
const CHECKED_START = 21;
const LENGTH_START = 8;
const LENGTH_END = 12;
const RECORDS_START = 61;
const VARINT_BYTES_MAX = 10;
const SCRATCH_BYTES = 65_536;
/** A larger scratch is not kept. */
const SCRATCH_BYTES_KEPT_MAX = 1_048_576;

let scratch = Buffer.allocUnsafe(SCRATCH_BYTES);
let position = 0;

/**
 * A batch of records as version 2 of Kafka's record format has it, in one pass over one buffer. The
 * answer is a buffer of its own.
 */
export const encodeRecordBatch = (batch: BatchToEncode): Buffer => {
  position = RECORDS_START;
  for (const record of batch.records) {
    writeRecord(record);
  }
  writeHead(batch);
  const encoded = Buffer.from(scratch.subarray(0, position));
  if (scratch.length > SCRATCH_BYTES_KEPT_MAX) {
    scratch = Buffer.allocUnsafe(SCRATCH_BYTES);
  }
  return encoded;
};

/** One record of a batch that is to be compressed as a whole. */
export const encodeRecord = (record: RecordToEncode): Buffer => {
  position = 0;
  writeRecord(record);
  return Buffer.from(scratch.subarray(0, position));
};

const writeHead = (batch: BatchToEncode): void => {
  scratch.writeBigInt64BE(0n, 0);
  scratch.writeInt32BE(position - LENGTH_END, LENGTH_START);
  scratch.writeInt32BE(0, LENGTH_END);
  scratch.writeInt8(MAGIC, LENGTH_END + 4);
  scratch.writeInt16BE(batch.transactional ? TRANSACTIONAL : 0, CHECKED_START);
  scratch.writeInt32BE(batch.lastOffsetDelta, CHECKED_START + 2);
  scratch.writeBigInt64BE(BigInt(batch.firstTimestamp), CHECKED_START + 6);
  scratch.writeBigInt64BE(BigInt(batch.maxTimestamp), CHECKED_START + 14);
  scratch.writeBigInt64BE(BigInt(batch.producerId.toString()), CHECKED_START + 22);
  scratch.writeInt16BE(batch.producerEpoch, CHECKED_START + 30);
  scratch.writeInt32BE(batch.firstSequence, CHECKED_START + 32);
  scratch.writeInt32BE(batch.records.length, CHECKED_START + 36);
  scratch.writeUInt32BE(crc32c(scratch, CHECKED_START, position), CHECKSUM_START);
};

/** Length, attributes, time, place, key, value and headers of one record. */
const writeRecord = (record: RecordToEncode): void => {
  const start = position;
  // Before a body stands its length, which is known only after it; most are of two bytes.
  reserve(6 * VARINT_BYTES_MAX);
  const body = start + 2;
  position = body;
  // Attributes: none are used.
  writeByte(0);
  writeVarint(record.timestampDelta ?? 0);
  writeVarint(record.offsetDelta ?? 0);
  writeBytes(record.key);
  writeBytes(record.value);
  writeHeaders(record.headers ?? {});
  const length = position - body;
  const from = start + varintBytes(length);
  if (from !== body) {
    reserve(VARINT_BYTES_MAX);
    scratch.copyWithin(from, body, position);
  }
  position = start;
  writeVarint(length);
  position = from + length;
};

const writeHeaders = (headers: NonNullable<RecordToEncode['headers']>): void => {
  const names = Object.keys(headers);
  let count = 0;
  for (const name of names) {
    const value = headers[name];
    count += Array.isArray(value) ? value.length : 1;
  }
  reserve(VARINT_BYTES_MAX);
  writeVarint(count);
  for (const name of names) {
    const value = headers[name];
    for (const one of isList(value) ? value : [value]) {
      writeBytes(name);
      writeBytes(one);
    }
  }
};

const isList = (value: Bytes | readonly Bytes[]): value is readonly Bytes[] => Array.isArray(value);

/** Writes bytes behind their length; -1 stands for none. */
const writeBytes = (value: Bytes): void => {
  if (value === null || value === undefined) {
    reserve(VARINT_BYTES_MAX);
    writeVarint(-1);
  } else if (typeof value === 'string') {
    writeText(value);
  } else {
    reserve(VARINT_BYTES_MAX + value.length);
    writeVarint(value.length);
    scratch.set(value, position);
    position += value.length;
  }
};

const writeText = (text: string): void => {
  // UTF-8 takes at most three bytes per UTF-16 unit.
  reserve(VARINT_BYTES_MAX + text.length * 3);
  const from = position + varintBytes(text.length);
  const length = scratch.write(text, from);
  const to = position + varintBytes(length);
  if (to !== from) {
    scratch.copyWithin(to, from, from + length);
  }
  writeVarint(length);
  position = to + length;
};

const reserve = (bytes: number): void => {
  if (position + bytes > scratch.length) {
    const larger = Buffer.allocUnsafe((position + bytes) * 2);
    scratch.copy(larger, 0, 0, position);
    scratch = larger;
  }
};

const writeByte = (value: number): void => {
  scratch[position] = value;
  position += 1;
};

/** Zigzag, seven bits to a byte; safe integers. */
const writeVarint = (value: number): void => {
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  while (rest >= 128) {
    writeByte((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  writeByte(rest);
};

const varintBytes = (value: number): number => {
  let bytes = 1;
  for (let rest = value < 0 ? -value * 2 - 1 : value * 2; rest >= 128; rest /= 128) {
    bytes += 1;
  }
  return bytes;
};
