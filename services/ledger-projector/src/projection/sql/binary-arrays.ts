/**
 * Arrays in PostgreSQL's binary form, which the driver passes on as they are. Its own form of an
 * array is text: it quotes and escapes every element, numbers too, and the server parses them
 * again, which took more of the projector's time than all of the accounting.
 *
 * A parameter of this form needs a cast that names its type: `${bigintArray(...)}::bigint[]`.
 */

/** Element types by their numbers in `pg_type`, which never change. */
const elementTypes = { bool: 16, int8: 20, int2: 21, int4: 23, text: 25, date: 1082 } as const;

const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const ABSENT = -1;
const TWO_TO_32 = 2 ** 32;
const MILLISECONDS_PER_DAY = 86_400_000;
/** Dates are counted in days from here. */
const DATE_EPOCH_MILLISECONDS = Date.UTC(2000, 0, 1);

type Pick<Row, Value> = (row: Row) => Value | null;

/** Safe integers or bigints as `bigint[]`. */
export const bigintArray = <Row>(rows: readonly Row[], pick: Pick<Row, number | bigint>): Buffer =>
  fixedArray(rows, pick, {
    elementType: elementTypes.int8,
    bytes: 8,
    write: (buffer, value, place) => {
      if (typeof value === 'bigint') {
        buffer.writeBigInt64BE(value, place);
        return;
      }
      const high = Math.floor(value / TWO_TO_32);
      buffer.writeInt32BE(high, place);
      buffer.writeUInt32BE(value - high * TWO_TO_32, place + 4);
    },
  });

export const integerArray = <Row>(rows: readonly Row[], pick: Pick<Row, number>): Buffer =>
  fixedArray(rows, pick, {
    elementType: elementTypes.int4,
    bytes: 4,
    write: (buffer, value, place) => buffer.writeInt32BE(value, place),
  });

export const smallintArray = <Row>(rows: readonly Row[], pick: Pick<Row, number>): Buffer =>
  fixedArray(rows, pick, {
    elementType: elementTypes.int2,
    bytes: 2,
    write: (buffer, value, place) => buffer.writeInt16BE(value, place),
  });

export const booleanArray = <Row>(rows: readonly Row[], pick: Pick<Row, boolean>): Buffer =>
  fixedArray(rows, pick, {
    elementType: elementTypes.bool,
    bytes: 1,
    write: (buffer, value, place) => buffer.writeUInt8(value ? 1 : 0, place),
  });

/** Dates as 'YYYY-MM-DD'. */
export const dateArray = <Row>(rows: readonly Row[], pick: Pick<Row, string>): Buffer => {
  // The dates of a chunk are few.
  const days = new Map<string, number>();
  return fixedArray(rows, pick, {
    elementType: elementTypes.date,
    bytes: 4,
    write: (buffer, text, place) => {
      let day = days.get(text);
      if (day === undefined) {
        day = (Date.parse(text) - DATE_EPOCH_MILLISECONDS) / MILLISECONDS_PER_DAY;
        days.set(text, day);
      }
      buffer.writeInt32BE(day, place);
    },
  });
};

export const textArray = <Row>(rows: readonly Row[], pick: Pick<Row, string>): Buffer => {
  let size = HEADER_BYTES;
  for (const row of rows) {
    // UTF-8 takes at most three bytes per UTF-16 unit.
    size += LENGTH_BYTES + (pick(row)?.length ?? 0) * 3;
  }
  const buffer = Buffer.allocUnsafe(size);
  let place = writeHeader(buffer, elementTypes.text, rows.length);
  for (const row of rows) {
    const text = pick(row);
    const start = place + LENGTH_BYTES;
    const written = text === null ? ABSENT : buffer.write(text, start);
    buffer.writeInt32BE(written, place);
    place = start + Math.max(0, written);
  }
  return buffer.subarray(0, place);
};

/** Byte strings of one length, one behind the other: `substr` takes the nth out again. */
export const joinedBytes = <Row>(rows: readonly Row[], pick: (row: Row) => Buffer): Buffer =>
  Buffer.concat(rows.map(pick));

interface FixedElement<Value> {
  readonly elementType: number;
  readonly bytes: number;
  readonly write: (buffer: Buffer, value: Value, place: number) => void;
}

const fixedArray = <Row, Value>(
  rows: readonly Row[],
  pick: Pick<Row, Value>,
  { elementType, bytes, write }: FixedElement<Value>,
): Buffer => {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + rows.length * (LENGTH_BYTES + bytes));
  let place = writeHeader(buffer, elementType, rows.length);
  for (const row of rows) {
    const value = pick(row);
    buffer.writeInt32BE(value === null ? ABSENT : bytes, place);
    place += LENGTH_BYTES;
    if (value !== null) {
      write(buffer, value, place);
      place += bytes;
    }
  }
  return buffer.subarray(0, place);
};

/** One dimension from 1 to `length`, nulls allowed; answers where the elements begin. */
const writeHeader = (buffer: Buffer, elementType: number, length: number): number => {
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(1, 4);
  buffer.writeInt32BE(elementType, 8);
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
  return HEADER_BYTES;
};
