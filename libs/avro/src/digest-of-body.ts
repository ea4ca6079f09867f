import { hash } from 'node:crypto';

/** Behind their lengths, so that no two different pairs share their bytes. */
const word = Buffer.from('\0\0\0\u0004body');
const HEAD_BYTES = word.length + 4;
let scratch = Buffer.allocUnsafe(4_096);

/**
 * Digest of what a record says: its writer's schema and its Avro body, without the number that a
 * registry gave the schema. The ledger chains it, and a refusal names a record by it.
 */
export function digestOfBody(schemaFingerprint: Uint8Array, body: Uint8Array): Buffer {
  const bodyAt = HEAD_BYTES + schemaFingerprint.length + 4;
  const size = bodyAt + body.length;
  if (size > scratch.length) scratch = Buffer.allocUnsafe(size * 2);
  scratch.set(word);
  scratch.writeUInt32BE(schemaFingerprint.length, word.length);
  scratch.set(schemaFingerprint, HEAD_BYTES);
  scratch.writeUInt32BE(body.length, bodyAt - 4);
  scratch.set(body, bodyAt);
  // Node takes twice as long to make the buffer itself.
  return Buffer.from(hash('sha256', scratch.subarray(0, size), 'hex'), 'hex');
}
