import { SealingError } from './errors.ts';

// One byte says what follows, so that null, '' and an empty list are three things, and the number 1
// and the text '1' are two.
const TAGS = { null: 0, text: 1, bytes: 2, integer: 3, boolean: 4, list: 5, map: 6 } as const;

/** A value that has a canonical form. A number must be a whole one. */
export type CanonicalValue =
  | null
  | string
  | bigint
  | number
  | boolean
  | Uint8Array
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue };

/**
 * The bytes of a value, the same in every language: a tag, then texts (UTF-8) and bytes behind their
 * length, lists and maps behind their number of items (lengths as four bytes, big endian), integers
 * as eight bytes (two's complement, big endian). A map's entries are sorted by the bytes of their
 * keys. Two different values never give the same bytes.
 *
 * @throws SealingError `RIEL_SIGNED_VALUE_MALFORMED` for text with a lone surrogate, or a number that
 *   is not whole or does not fit into 64 bits
 */
export function canonicalForm(value: CanonicalValue): Buffer {
  const chunks: Uint8Array[] = [];
  append(value, chunks);
  return Buffer.concat(chunks);
}

function append(value: CanonicalValue, chunks: Uint8Array[]): void {
  if (value === null) chunks.push(Buffer.of(TAGS.null));
  else if (typeof value === 'string') appendSized(TAGS.text, utf8(value), chunks);
  else if (typeof value === 'boolean') chunks.push(Buffer.of(TAGS.boolean, value ? 1 : 0));
  else if (typeof value === 'bigint' || typeof value === 'number') chunks.push(integer(value));
  else if (value instanceof Uint8Array) appendSized(TAGS.bytes, value, chunks);
  else if (isList(value)) {
    chunks.push(head(TAGS.list, value.length));
    for (const item of value) append(item, chunks);
  } else appendMap(value, chunks);
}

function appendMap(map: { readonly [key: string]: CanonicalValue }, chunks: Uint8Array[]): void {
  const entries = Object.entries(map).map(([key, value]) => ({ key: utf8(key), value }));
  entries.sort((one, other) => Buffer.compare(one.key, other.key));
  chunks.push(head(TAGS.map, entries.length));
  for (const { key, value } of entries) {
    appendSized(TAGS.text, key, chunks);
    append(value, chunks);
  }
}

function appendSized(tag: number, bytes: Uint8Array, chunks: Uint8Array[]): void {
  chunks.push(head(tag, bytes.length), bytes);
}

function head(tag: number, count: number): Buffer {
  const bytes = Buffer.allocUnsafe(5);
  bytes.writeUInt8(tag);
  bytes.writeUInt32BE(count, 1);
  return bytes;
}

function integer(value: bigint | number): Buffer {
  const whole = typeof value === 'bigint' || Number.isSafeInteger(value) ? BigInt(value) : null;
  if (whole === null || BigInt.asIntN(64, whole) !== whole) {
    throw new SealingError('RIEL_SIGNED_VALUE_MALFORMED', 'a number is not a 64 bit integer');
  }
  const bytes = Buffer.allocUnsafe(9);
  bytes.writeUInt8(TAGS.integer);
  bytes.writeBigInt64BE(whole, 1);
  return bytes;
}

function utf8(text: string): Buffer {
  if (!text.isWellFormed()) {
    throw new SealingError('RIEL_SIGNED_VALUE_MALFORMED', 'a text is not well-formed Unicode');
  }
  return Buffer.from(text);
}

function isList(value: object): value is readonly CanonicalValue[] {
  return Array.isArray(value);
}
