import { sql, type Executor } from '@riel/database';
import type { Chunk, ChunkOutcome } from '@riel/kafka';
import { mayHaveForgotten } from '../recovery/sql.ts';

/** What the limit of the backlog needs. */
export interface BacklogPorts {
  readonly executor: Executor;
  /** Transfers that are not final here, from which on no more are taken from the log. */
  readonly transfersMax: number;
  /** How long a partition stands still before it is tried again. */
  readonly waitMilliseconds: number;
  /** Told whenever a chunk is left in the log. */
  readonly onFull: () => void;
}

/** Instances take from one log, so none trusts its own count for longer than this share of the limit. */
const TRUSTED_SHARE = 0.1;

/**
 * Leaves requests in the log while too many wait here: Kafka holds them for ever, a table does not.
 * The partition stands still meanwhile and its session lives. While a restored database reads the log
 * again nothing is left there, because nothing can be sent before it was read.
 */
export function limitBacklog(
  handle: (chunk: Chunk) => Promise<ChunkOutcome>,
  ports: BacklogPorts,
): (chunk: Chunk) => Promise<ChunkOutcome> {
  let counted = Infinity;
  let taken = 0;
  const isFull = async (): Promise<boolean> => {
    const { transfersMax } = ports;
    if (counted + taken < transfersMax && taken < transfersMax * TRUSTED_SHARE) return false;
    counted = await countOpen(ports.executor, transfersMax);
    taken = 0;
    return counted >= transfersMax;
  };
  return async (chunk) => {
    if (await isFull()) {
      ports.onFull();
      return { kind: 'wait', milliseconds: ports.waitMilliseconds };
    }
    const outcome = await handle(chunk);
    taken += chunk.records.length;
    return outcome;
  };
}

/** How many transfers are not final, counted no further than the limit; none while it recovers. */
async function countOpen(executor: Executor, transfersMax: number): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) as count
      from (select 1 from (select 1 from gateway.transfers where state = 'waiting'
                           union all
                           select 1 from gateway.transfers where state = 'submitted') t
             where not ${mayHaveForgotten}
             limit ${transfersMax}) as open`.execute(executor);
  return Number(rows[0]?.count ?? 0n);
}
