import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 22;
/** Bytes from here on would favour the first letters of the alphabet. */
const FAIR_LIMIT = 248;
const POOL_BYTES = 8_192;

/**
 * Draws ids in Mono's form: a prefix and 22 letters and digits. Not seeded, so that a restarted
 * sandbox never gives an id that a ledger already holds.
 */
export function createMonoIds(): (prefix: string) => string {
  let pool = Buffer.alloc(0);
  let position = 0;
  const nextByte = (): number => {
    if (position >= pool.length) {
      pool = randomBytes(POOL_BYTES);
      position = 0;
    }
    const byte = pool[position] ?? 0;
    position += 1;
    return byte;
  };
  return (prefix) => {
    let id = `${prefix}_`;
    const end = id.length + LENGTH;
    while (id.length < end) {
      const byte = nextByte();
      if (byte < FAIR_LIMIT) id += alphabet[byte % alphabet.length] ?? '';
    }
    return id;
  };
}
