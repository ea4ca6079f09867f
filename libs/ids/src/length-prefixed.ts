import { IdError } from './errors.ts';

const LENGTH_BYTES = 4;

/**
 * Bytes of a list of texts, each as UTF-8 behind its length (four bytes, big endian).
 *
 * Two different lists never give the same bytes. That is why ill-formed text (a lone surrogate) is
 * refused: UTF-8 would turn every one of them into the same replacement character.
 *
 * @throws IdError `RIEL_ID_PART_MALFORMED` when a part is not well-formed Unicode
 */
export function lengthPrefixed(parts: readonly string[], head: Uint8Array | null = null): Buffer {
  let size = head === null ? 0 : head.length;
  for (const part of parts) size += LENGTH_BYTES + Buffer.byteLength(part);
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  if (head !== null) {
    bytes.set(head);
    at = head.length;
  }
  for (const part of parts) {
    if (!part.isWellFormed()) {
      const place = parts.indexOf(part);
      throw new IdError('RIEL_ID_PART_MALFORMED', `part ${place} is not well-formed Unicode`);
    }
    const written = bytes.write(part, at + LENGTH_BYTES);
    bytes.writeUInt32BE(written, at);
    at += LENGTH_BYTES + written;
  }
  return bytes;
}
