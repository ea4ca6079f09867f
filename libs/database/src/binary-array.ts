import type { ColumnType, ColumnTypes } from './unnest-insert.ts';

type Value = ColumnTypes[ColumnType];

/** How values of one type are written in PostgreSQL's binary form. */
interface Encoding {
  /** Number of the type in every PostgreSQL. */
  readonly oid: number;
  /** Bytes of the value; null for what only the server can judge. */
  readonly size: (value: Value) => number | null;
  readonly write: (value: Value, target: Target, at: number) => void;
}

/** The same bytes twice: a view writes integers without making any on the way, a buffer texts. */
interface Target {
  readonly bytes: Buffer;
  readonly view: DataView;
}

const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const UUID_BYTES = 16;
const NULL_LENGTH = -1;
const JSONB_VERSION = 1;
const UUID_CHARACTERS = 36;
const uuidDashes: ReadonlySet<number> = new Set([8, 13, 18, 23]);
const bigintMax = 2n ** 63n - 1n;
/** Value of each hexadecimal digit by its character code; of all other characters -1. */
const hexDigits = Int8Array.from({ length: 128 }, (_, code) => {
  const digit = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(digit) ? -1 : digit;
});

const isWhole = (value: Value, bits: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** (bits - 1);

const sizeOfText = (value: Value): number | null =>
  typeof value === 'string' ? Buffer.byteLength(value) : null;

const hexAt = (text: string, place: number): number => hexDigits[text.charCodeAt(place)] ?? -1;

function isUuid(value: Value): boolean {
  if (typeof value !== 'string' || value.length !== UUID_CHARACTERS) return false;
  for (let place = 0; place < UUID_CHARACTERS; place += 1) {
    const isGood = uuidDashes.has(place) ? value[place] === '-' : hexAt(value, place) >= 0;
    if (!isGood) return false;
  }
  return true;
}

function writeUuid(text: string, bytes: Buffer, at: number): void {
  let place = 0;
  for (let index = 0; index < UUID_BYTES; index += 1) {
    if (uuidDashes.has(place)) place += 1;
    bytes[at + index] = hexAt(text, place) * 16 + hexAt(text, place + 1);
    place += 2;
  }
}

/** Types that are worth it; the others go as text. */
const encodings: Readonly<Partial<Record<ColumnType, Encoding>>> = {
  smallint: {
    oid: 21,
    size: (value) => (isWhole(value, 16) ? 2 : null),
    write: (value, { view }, at) => view.setInt16(at, value as number),
  },
  integer: {
    oid: 23,
    size: (value) => (isWhole(value, 32) ? 4 : null),
    write: (value, { view }, at) => view.setInt32(at, value as number),
  },
  bigint: {
    oid: 20,
    size: (value) =>
      typeof value === 'bigint' && value <= bigintMax && value >= -bigintMax ? 8 : null,
    write: (value, { view }, at) => view.setBigInt64(at, value as bigint),
  },
  boolean: {
    oid: 16,
    size: (value) => (typeof value === 'boolean' ? 1 : null),
    write: (value, { view }, at) => view.setUint8(at, value === true ? 1 : 0),
  },
  text: {
    oid: 25,
    size: sizeOfText,
    write: (value, { bytes }, at) => bytes.write(value as string, at),
  },
  uuid: {
    oid: 2950,
    size: (value) => (isUuid(value) ? UUID_BYTES : null),
    write: (value, { bytes }, at) => writeUuid(value as string, bytes, at),
  },
  bytea: {
    oid: 17,
    size: (value) => (value instanceof Uint8Array ? value.length : null),
    write: (value, { bytes }, at) => bytes.set(value as Uint8Array, at),
  },
  jsonb: {
    oid: 3802,
    size: (value) => (typeof value === 'string' ? 1 + Buffer.byteLength(value) : null),
    write: (value, { bytes, view }, at) => {
      view.setUint8(at, JSONB_VERSION);
      bytes.write(value as string, at + 1);
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
  const sizes = new Int32Array(values.length);
  let total = HEADER_BYTES;
  let hasNull = false;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? null;
    const size = value === null ? NULL_LENGTH : encoding.size(value);
    if (size === null) return null;
    if (size === NULL_LENGTH) hasNull = true;
    sizes[index] = size;
    total += LENGTH_BYTES + Math.max(size, 0);
  }
  const bytes = Buffer.allocUnsafe(total);
  const view = new DataView(bytes.buffer, bytes.byteOffset, total);
  const target = { bytes, view };
  // One dimension, whether it holds nulls, the type, the length, and that it begins at 1.
  view.setInt32(0, 1);
  view.setInt32(4, hasNull ? 1 : 0);
  view.setInt32(8, encoding.oid);
  view.setInt32(12, values.length);
  view.setInt32(16, 1);
  let at = HEADER_BYTES;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? null;
    const size = sizes[index] ?? NULL_LENGTH;
    view.setInt32(at, size);
    at += LENGTH_BYTES;
    if (value !== null) {
      encoding.write(value, target, at);
      at += size;
    }
  }
  return bytes;
}
