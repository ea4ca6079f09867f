import type { Codec } from '@riel/avro';
import { retryTransient, type Executor } from '@riel/database';
import type { Chunk, ChunkOutcome } from '@riel/kafka';
import { storeMarker } from './ledger-marker-store.ts';

export interface LedgerMarkerPorts {
  readonly executor: Executor;
  readonly codec: Pick<Codec<never, 'TablesActivated' | 'PeriodClosed'>, 'prepare' | 'decode'>;
}

/**
 * Makes the handler of chunks of the adjustments topic. Markers stand in every partition of every
 * booked topic, so this one, which has little else, is enough; its adjustments are our own.
 */
export function createLedgerMarkerConsumer(
  ports: LedgerMarkerPorts,
): (chunk: Pick<Chunk, 'records' | 'heartbeat'>) => Promise<ChunkOutcome> {
  return async (chunk) => {
    const values = chunk.records.map(({ value }) => value);
    await ports.codec.prepare(values);
    for (const value of values) {
      const decoded = ports.codec.decode(value);
      if (decoded.kind === 'undecodable') continue;
      const marker = decoded.event;
      await retryTransient(() => storeMarker(ports.executor, marker), {
        onRetry: () => void chunk.heartbeat().catch(() => undefined),
      });
    }
    return { kind: 'done' };
  };
}
