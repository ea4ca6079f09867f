import type { IHeaders, KafkaMessage } from 'kafkajs';

/** A record to send. Records of one key keep their order; the key chooses the partition. */
export interface ProducedRecord {
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** Only for markers, which go to every partition; the key does not choose then. */
  readonly partition?: number;
}

/** Records for one topic. */
export interface ProducedBatch {
  readonly topic: string;
  readonly records: readonly ProducedRecord[];
}

/** A record as it was read. */
export interface ConsumedRecord {
  /** Offsets of one partition grow, with gaps: compare with `<`, never count. */
  readonly offset: bigint;
  readonly key: string | null;
  /** Null is a tombstone. */
  readonly value: Buffer | null;
  /** UTF-8 text; of a header that is there twice, the first. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a record takes on the wire, framing included, a little overestimated. */
export const recordBytes = ({ key, value, headers }: ProducedRecord): number => {
  let bytes = framingBytes + key.length * 3 + value.length;
  for (const [name, text] of Object.entries(headers)) {
    bytes += framingBytes + name.length + text.length;
  }
  return bytes;
};

const framingBytes = 16;

/** Turns a record of kafkajs into ours. */
export const consumedRecord = (message: KafkaMessage): ConsumedRecord => ({
  offset: BigInt(message.offset),
  key: message.key === null ? null : message.key.toString('utf8'),
  value: message.value,
  headers: textHeaders(message.headers ?? {}),
});

const textHeaders = (headers: IHeaders): Record<string, string> => {
  const texts: Record<string, string> = {};
  for (const [name, values] of Object.entries(headers)) {
    const first = Array.isArray(values) ? values[0] : values;
    if (first !== undefined) {
      texts[name] = typeof first === 'string' ? first : first.toString('utf8');
    }
  }
  return texts;
};
