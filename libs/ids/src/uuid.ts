import { hash, randomUUIDv7 } from 'node:crypto';
import { lengthPrefixed } from './length-prefixed.ts';

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Namespace of every id that Riel derives. It never changes: all ids in the log hang on it. */
export const RIEL_NAMESPACE = '6f1d8a52-93c4-5b7e-a0d6-2c5e7b14f398';
const NAMESPACE_BYTES = Buffer.from(RIEL_NAMESPACE.replaceAll('-', ''), 'hex');

/**
 * UUID of version 5 (RFC 9562) in Riel's namespace, over the parts, each behind its length, so that
 * no two different lists share their bytes.
 *
 * @throws IdError `RIEL_ID_PART_MALFORMED` when a part is not well-formed Unicode
 */
export function uuidV5(parts: readonly string[]): string {
  return uuidOfHash(hash('sha1', lengthPrefixed(parts, NAMESPACE_BYTES), 'hex'), 5);
}

/** UUID of version 7: random, ordered by the time of its making. */
export function uuidV7(): string {
  return randomUUIDv7();
}

/** The canonical (lower case) form of a UUID of any version, or null if the text is none. */
export function parseUuid(text: string): string | null {
  const lower = text.toLowerCase();
  return FORM.test(lower) ? lower : null;
}

/** The first 128 bits of a hash (hexadecimal) in the form of a UUID of the version given. */
export function uuidOfHash(hex: string, version: 4 | 5): string {
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return (
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-` +
    `${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  );
}
