/**
 * Lanes of every outbox. A constant, not a setting: rows of one key that wait in two lanes, because
 * the number changed in between, would overtake each other.
 */
export const OUTBOX_LANES = 16;

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/**
 * The lane of a key, from 0 to `OUTBOX_LANES - 1`. All rows of a key are in one lane. This is the one
 * place that computes it (FNV-1a over UTF-16 code units); SQL only ever sees the number.
 */
export const laneOf = (key: string): number => {
  let hash = offsetBasis;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), prime);
  }
  // The low bits of FNV are its weak ones; fold the high ones in before the remainder.
  return ((hash ^ (hash >>> 16)) >>> 0) % OUTBOX_LANES;
};
