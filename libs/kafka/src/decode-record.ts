/** Where kafkajs reads a record from: the body of one record, without its length. */
export interface RecordDecoder {
  readonly buffer: Buffer;
}

/** What kafkajs says of the batch in which a record stands; instants and places are digits. */
export interface BatchContext {
  readonly firstOffset: string;
  readonly firstTimestamp: string;
  readonly maxTimestamp: string;
  readonly magicByte: number;
  readonly isControlBatch?: boolean;
  /** 0 is the time of the producer, 1 that of the broker. */
  readonly timestampType: number;
}

/** A record as kafkajs expects it. */
export interface DecodedRecord {
  readonly magicByte: number;
  readonly attributes: number;
  readonly timestamp: string;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Record<string, Buffer | Buffer[]>;
  readonly isControlRecord: boolean;
  readonly batchContext: BatchContext;
}

const BROKER_TIME = 1;
const VARINT_BYTES_MAX = 10;
/** Numbers below need no bigint for their sum with what a batch can add. */
const SAFE_DIGITS_MAX = 15;

let bytes: Buffer = Buffer.alloc(0);
let position = 0;

/** Reads a record of version 2 of Kafka's record format in one pass. */
export const decodeRecord = (
  { buffer }: RecordDecoder,
  batchContext: BatchContext,
): DecodedRecord => {
  bytes = buffer;
  position = 0;
  const attributes = bytes.readInt8(0);
  position += 1;
  const timestampDelta = readVarint();
  const offsetDelta = readVarint();
  const isBrokerTime = batchContext.timestampType === BROKER_TIME;
  return {
    magicByte: batchContext.magicByte,
    attributes,
    timestamp: isBrokerTime
      ? batchContext.maxTimestamp
      : sumOf(batchContext.firstTimestamp, timestampDelta),
    offset: sumOf(batchContext.firstOffset, offsetDelta),
    key: readBytes(),
    value: readBytes(),
    headers: readHeaders(),
    isControlRecord: batchContext.isControlBatch ?? false,
    batchContext,
  };
};

const sumOf = (digits: string, added: number): string =>
  digits.length <= SAFE_DIGITS_MAX
    ? `${Number(digits) + added}`
    : `${BigInt(digits) + BigInt(added)}`;

const readHeaders = (): DecodedRecord['headers'] => {
  const headers: Record<string, Buffer | Buffer[]> = {};
  for (let count = readVarint(); count > 0; count -= 1) {
    const name = readBytes()?.toString('utf8') ?? '';
    const value = readBytes() as Buffer;
    const known = headers[name];
    if (name === '__proto__') {
      // No header that anybody means, and no property that may be set.
      continue;
    }
    if (known === undefined) {
      headers[name] = value;
    } else {
      headers[name] = Array.isArray(known) ? [...known, value] : [known, value];
    }
  }
  return headers;
};

/** Bytes behind their length, as a view; -1 stands for none. */
const readBytes = (): Buffer | null => {
  const length = readVarint();
  if (length < 0) {
    return null;
  }
  const end = position + length;
  if (end > bytes.length) {
    throw new RangeError('a record is shorter than it says');
  }
  const view = bytes.subarray(position, end);
  position = end;
  return view;
};

/** Zigzag, seven bits to a byte; exact for safe integers. */
const readVarint = (): number => {
  let value = 0;
  let factor = 1;
  for (let count = 0; count < VARINT_BYTES_MAX; count += 1) {
    const byte = bytes[position];
    if (byte === undefined) {
      break;
    }
    position += 1;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) {
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    factor *= 128;
  }
  throw new RangeError('a number of a record has no end');
};
