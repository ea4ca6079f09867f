/*
 * Garbage may claim an array of 2^40 items, and avsc would try to read them all. So before avsc
 * decodes a body, the guard walks over it by the writer's schema, at the cost of reading lengths,
 * and refuses what cannot be: it needs no memory and never more steps than the body has bytes.
 */
import type avsc from 'avsc';

import { MalformedBodyError } from './errors.ts';

/** Throws MalformedBodyError unless the bytes from `start` on have the shape of the schema. */
export type BodyGuard = (bytes: Buffer, start: number) => void;

type Skip = (cursor: Cursor) => void;

/** Canonical schema as avsc gives it: names are full and defined at their first use. */
type Canonical =
  | string
  | readonly Canonical[]
  | {
      readonly type: string | Canonical;
      readonly name?: string;
      readonly fields?: readonly { readonly type: Canonical }[];
      readonly items?: Canonical;
      readonly values?: Canonical;
      readonly size?: number;
    };

const VARINT_BYTES_MAX = 10;

class Cursor {
  readonly bytes: Buffer;
  position: number;

  constructor(bytes: Buffer, position: number) {
    this.bytes = bytes;
    this.position = position;
  }

  skip(count: number): void {
    if (!(count >= 0) || count > this.remaining()) throw new MalformedBodyError('body too short');
    this.position += count;
  }

  remaining(): number {
    return this.bytes.length - this.position;
  }

  /** Reads a zigzag varint; exact below 2^53, which is all that a length can be. */
  readLong(): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < VARINT_BYTES_MAX; count += 1) {
      const byte = this.bytes[this.position];
      if (byte === undefined) throw new MalformedBodyError('body too short');
      this.position += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      factor *= 128;
    }
    throw new MalformedBodyError('number too long');
  }

  /** Number of items of the next block of an array or map; zero ends it. */
  readBlock(): number {
    const count = this.readLong();
    if (count < 0) this.readLong();
    // Every item of our schemas takes a byte at least, so more items than bytes cannot be.
    if (Math.abs(count) > this.remaining()) throw new MalformedBodyError('more items than bytes');
    return Math.abs(count);
  }
}

const skipLong: Skip = (cursor) => void cursor.readLong();
const skipBytes: Skip = (cursor) => cursor.skip(cursor.readLong());
const skipFixed =
  (size: number): Skip =>
  (cursor) =>
    cursor.skip(size);

const primitives: Readonly<Record<string, Skip>> = {
  null: () => {},
  boolean: skipFixed(1),
  int: skipLong,
  long: skipLong,
  float: skipFixed(4),
  double: skipFixed(8),
  bytes: skipBytes,
  string: skipBytes,
  enum: skipLong,
};

/** Builds the guard of a writer's schema. */
export function bodyGuard(type: avsc.Type): BodyGuard {
  const skip = compile(type.schema() as unknown as Canonical, new Map());
  return (bytes, start) => {
    const cursor = new Cursor(bytes, start);
    skip(cursor);
    if (cursor.remaining() > 0) throw new MalformedBodyError('bytes left over');
  };
}

function compile(schema: Canonical, named: Map<string, Skip>): Skip {
  if (typeof schema === 'string') {
    return primitives[schema] ?? ((cursor) => named.get(schema)?.(cursor));
  }
  if (isUnion(schema)) return unionSkip(schema.map((branch) => compile(branch, named)));
  const skip = compileObject(schema, named);
  if (schema.name !== undefined) named.set(schema.name, skip);
  return skip;
}

const isUnion = (schema: Canonical): schema is readonly Canonical[] => Array.isArray(schema);

function compileObject(
  schema: Exclude<Canonical, string | readonly Canonical[]>,
  named: Map<string, Skip>,
): Skip {
  if (schema.fields !== undefined) {
    const skips = schema.fields.map((field) => compile(field.type, named));
    return (cursor) => {
      for (const skip of skips) skip(cursor);
    };
  }
  if (schema.items !== undefined) return blocksSkip(compile(schema.items, named));
  if (schema.values !== undefined) {
    const skipValue = compile(schema.values, named);
    return blocksSkip((cursor) => {
      skipBytes(cursor);
      skipValue(cursor);
    });
  }
  if (schema.size !== undefined) return skipFixed(schema.size);
  return compile(schema.type, named);
}

function blocksSkip(skipItem: Skip): Skip {
  return (cursor) => {
    for (let count = cursor.readBlock(); count > 0; count = cursor.readBlock()) {
      for (let item = 0; item < count; item += 1) skipItem(cursor);
    }
  };
}

function unionSkip(branches: readonly Skip[]): Skip {
  return (cursor) => {
    const skip = branches[cursor.readLong()];
    if (skip === undefined) throw new MalformedBodyError('no such branch of a union');
    skip(cursor);
  };
}
