import type { Codec } from '@riel/avro';
import { retryTransient, type Executor } from '@riel/database';
import type { Chunk, ChunkOutcome } from '@riel/kafka';
import type { Logger } from '@riel/runtime';
import { storeBankList } from './bank-list-store.ts';

export interface BankListConsumerPorts {
  readonly executor: Executor;
  readonly codec: Pick<Codec<never, 'BankListPublished'>, 'prepare' | 'decode'>;
  readonly logger: Logger;
  /** Told when a list was stored. */
  readonly onStored: () => Promise<void>;
}

/** Makes the handler of chunks of the bank topic. A list read twice changes nothing. */
export function createBankListConsumer(
  ports: BankListConsumerPorts,
): (chunk: Chunk) => Promise<ChunkOutcome> {
  return async (chunk) => {
    await ports.codec.prepare(chunk.records.map(({ value }) => value));
    for (const { offset, value } of chunk.records) {
      // A tombstone takes a list away; the one that we have ages by itself.
      if (value === null) continue;
      const decoded = ports.codec.decode(value);
      if (decoded.kind === 'undecodable') {
        const { topic, partition } = chunk;
        ports.logger.error({ topic, partition, offset, code: decoded.code }, 'a bank list is lost');
        continue;
      }
      const list = decoded.event.value;
      await retryTransient(() => storeBankList(ports.executor, list), {
        onRetry: () => void chunk.heartbeat().catch(() => undefined),
      });
    }
    await ports.onStored();
    return { kind: 'done' };
  };
}
