const SEED = 0x9747b28c;
const FACTOR = 0x5bd1e995;
const WORD_BYTES = 4;

// Keys are short texts; a longer one gets a buffer of its own.
const scratch = Buffer.allocUnsafe(1_024);

/** The 32-bit hash by which Kafka's clients spread keys over partitions (murmur2), of the key's UTF-8. */
export const murmur2 = (key: string): number => {
  const isShort = key.length * 3 <= scratch.length;
  const bytes = isShort ? scratch : Buffer.from(key);
  const length = isShort ? scratch.write(key) : bytes.length;
  const wordsEnd = length - (length % WORD_BYTES);
  let hash = SEED ^ length;
  for (let at = 0; at < wordsEnd; at += WORD_BYTES) {
    let word = Math.imul(bytes.readInt32LE(at), FACTOR);
    word = Math.imul(word ^ (word >>> 24), FACTOR);
    hash = Math.imul(hash, FACTOR) ^ word;
  }
  if (wordsEnd < length) {
    hash = Math.imul(hash ^ bytes.readUIntLE(wordsEnd, length - wordsEnd), FACTOR);
  }
  hash = Math.imul(hash ^ (hash >>> 13), FACTOR);
  return hash ^ (hash >>> 15);
};

interface Message {
  readonly key?: Buffer | string | null;
  readonly partition?: number;
}

interface ToPlace {
  readonly partitionMetadata: readonly unknown[];
  readonly message: Message;
}

/**
 * Chooses partitions as kafkajs and the clients in Java do. kafkajs's own hash works on big integers
 * and made a quarter of all objects of a relay under load.
 */
export const createPartitioner =
  () =>
  ({ partitionMetadata, message: { key, partition } }: ToPlace): number =>
    partition ?? (murmur2(String(key)) & 0x7fff_ffff) % partitionMetadata.length;
