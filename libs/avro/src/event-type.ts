import avsc from 'avsc';
import type { ForSchemaOptions, Schema } from 'avsc';

const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

/** An Avro long as bigint: no digit of an amount is ever lost. */
// oxlint-disable-next-line eslint/no-underscore-dangle -- the name that avsc publishes
const bigintLong = avsc.types.LongType.__with({
  fromBuffer: (bytes: Buffer): bigint => bytes.readBigInt64LE(),
  toBuffer: (value: bigint): Buffer => {
    const bytes = Buffer.allocUnsafe(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: (value: number | string): bigint => BigInt(value),
  toJSON: (value: bigint): string => value.toString(),
  isValid: (value: unknown): boolean =>
    typeof value === 'bigint' && value >= LONG_MIN && value <= LONG_MAX,
  compare: (a: bigint, b: bigint): number => {
    if (a === b) return 0;
    return a < b ? -1 : 1;
  },
});

/**
 * Longs are bigint, save instants: microseconds stay below 2^53 until the year 2255, and numbers
 * are what clocks give. The hook sees every long, whether written "long" or {"type": "long", ...}.
 */
function typeHook(schema: Schema): avsc.Type | undefined {
  if (schema === 'long') return bigintLong;
  if (typeof schema !== 'object' || !('type' in schema) || schema.type !== 'long') return undefined;
  const isInstant = 'logicalType' in schema && schema.logicalType === 'timestamp-micros';
  return isInstant ? undefined : bigintLong;
}

/** How every schema of the log is read, ours and other writers'. */
export function typeOptions(): Partial<ForSchemaOptions> {
  // A fresh object each time, because avsc keeps the names that it has seen in it.
  return { typeHook, omitRecordMethods: true, wrapUnions: 'never' };
}

/** The type of one of our own schemas. */
export function eventType(schema: object): avsc.Type {
  return avsc.Type.forSchema(schema as Schema, typeOptions());
}

/** SHA-256 of the schema's parsing canonical form: says what was written, on any registry. */
export function fingerprintOf(type: avsc.Type): Buffer {
  return type.fingerprint('sha256');
}
