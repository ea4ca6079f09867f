import type { ColumnType, ColumnTypes } from './unnest-insert.ts';

type Value = ColumnTypes[ColumnType];

/** How values of one type are written in PostgreSQL's binary form. */
interface Encoding {
  /** Number of the type in every PostgreSQL. */
  readonly oid: number;
  /** Bytes of the value; null for what only the server can judge. */
  readonly size: (value: Value) => number | null;
  readonly write: (value: Value, target: Buffer, at: number) => void;
}

const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const UUID_BYTES = 16;
const NULL_LENGTH = -1;
const JSONB_VERSION = 1;
const uuidForm = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const bigintMax = 2n ** 63n - 1n;

const isWhole = (value: Value, bits: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** (bits - 1);

const sizeOfText = (value: Value): number | null =>
  typeof value === 'string' ? Buffer.byteLength(value) : null;

/** Types that are worth it; the others go as text. */
const encodings: Readonly<Partial<Record<ColumnType, Encoding>>> = {
  smallint: {
    oid: 21,
    size: (value) => (isWhole(value, 16) ? 2 : null),
    write: (value, target, at) => target.writeInt16BE(value as number, at),
  },
  integer: {
    oid: 23,
    size: (value) => (isWhole(value, 32) ? 4 : null),
    write: (value, target, at) => target.writeInt32BE(value as number, at),
  },
  bigint: {
    oid: 20,
    size: (value) =>
      typeof value === 'bigint' && value <= bigintMax && value >= -bigintMax ? 8 : null,
    write: (value, target, at) => target.writeBigInt64BE(value as bigint, at),
  },
  boolean: {
    oid: 16,
    size: (value) => (typeof value === 'boolean' ? 1 : null),
    write: (value, target, at) => target.writeUInt8(value === true ? 1 : 0, at),
  },
  text: {
    oid: 25,
    size: sizeOfText,
    write: (value, target, at) => target.write(value as string, at),
  },
  uuid: {
    oid: 2950,
    size: (value) => (typeof value === 'string' && uuidForm.test(value) ? UUID_BYTES : null),
    write: (value, target, at) => target.write((value as string).replaceAll('-', ''), at, 'hex'),
  },
  bytea: {
    oid: 17,
    size: (value) => (value instanceof Uint8Array ? value.length : null),
    write: (value, target, at) => target.set(value as Uint8Array, at),
  },
  jsonb: {
    oid: 3802,
    size: (value) => (typeof value === 'string' ? 1 + Buffer.byteLength(value) : null),
    write: (value, target, at) => {
      target.writeUInt8(JSONB_VERSION, at);
      target.write(value as string, at + 1);
    },
  },
};

/**
 * An array of values in PostgreSQL's binary form, or null if it has to be sent as text: its type is
 * not written here, or a value is not of its form and the server shall say so. Bytes that go as text
 * are doubled as hexadecimal digits, and every text is searched for quotes, on both sides.
 */
export function binaryArray(type: ColumnType, values: readonly (Value | null)[]): Buffer | null {
  const encoding = encodings[type];
  if (encoding === undefined || values.length === 0) return null;
  const sizes: number[] = [];
  let bytes = HEADER_BYTES;
  let hasNull = false;
  for (const value of values) {
    const size = value === null ? NULL_LENGTH : encoding.size(value);
    if (size === null) return null;
    if (size === NULL_LENGTH) hasNull = true;
    sizes.push(size);
    bytes += LENGTH_BYTES + Math.max(size, 0);
  }
  const target = Buffer.allocUnsafe(bytes);
  // One dimension, whether it holds nulls, the type, the length, and that it begins at 1.
  [1, hasNull ? 1 : 0, encoding.oid, values.length, 1].forEach((number, index) =>
    target.writeInt32BE(number, index * LENGTH_BYTES),
  );
  let at = HEADER_BYTES;
  for (const [index, value] of values.entries()) {
    const size = sizes[index] ?? NULL_LENGTH;
    target.writeInt32BE(size, at);
    at += LENGTH_BYTES;
    if (value !== null) {
      encoding.write(value, target, at);
      at += size;
    }
  }
  return target;
}
