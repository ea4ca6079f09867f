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

const VARINT_BYTES_MAX = 10;
/** Before a body stands its length, which is known only after it. */
const BODY_START = VARINT_BYTES_MAX;
const SCRATCH_BYTES = 16_384;

let scratch = Buffer.allocUnsafe(SCRATCH_BYTES);
let position = 0;

/**
 * A record as version 2 of Kafka's record format has it: length, attributes, time, place, key, value
 * and headers, in one pass over one buffer. The answer is a buffer of its own.
 */
export const encodeRecord = (record: RecordToEncode): Buffer => {
  position = BODY_START;
  reserve(4 * VARINT_BYTES_MAX);
  // Attributes: none are used.
  writeByte(0);
  writeVarint(record.timestampDelta ?? 0);
  writeVarint(record.offsetDelta ?? 0);
  writeBytes(record.key);
  writeBytes(record.value);
  writeHeaders(record.headers ?? {});
  const end = position;
  const start = BODY_START - varintBytes(end - BODY_START);
  position = start;
  writeVarint(end - BODY_START);
  return Buffer.from(scratch.subarray(start, end));
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
