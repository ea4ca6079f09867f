import type { KafkaMessage } from 'kafkajs';

/** Limits of one chunk. */
export interface ChunkLimits {
  readonly chunkRecordsMax: number;
  readonly chunkBytesMax: number;
}

/** Cuts the messages of a fetch into chunks; a message above the byte limit is a chunk by itself. */
export function* chunksOf(
  messages: readonly KafkaMessage[],
  { chunkRecordsMax, chunkBytesMax }: ChunkLimits,
): Generator<readonly KafkaMessage[]> {
  let start = 0;
  let bytes = 0;
  for (let index = 0; index < messages.length; index += 1) {
    const size = (messages[index]?.value?.length ?? 0) + (messages[index]?.key?.length ?? 0);
    const isFull = index - start >= chunkRecordsMax || bytes + size > chunkBytesMax;
    if (index > start && isFull) {
      yield messages.slice(start, index);
      start = index;
      bytes = 0;
    }
    bytes += size;
  }
  if (start < messages.length) {
    yield messages.slice(start);
  }
}
