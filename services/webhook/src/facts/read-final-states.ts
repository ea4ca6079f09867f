import { sql, type Executor } from '@riel/database';
import type { Instant } from '@riel/schemas';

/** The last final state of a transfer that was published, and Mono's time of it. */
export interface KnownFinalState {
  readonly eventName: string;
  readonly state: string;
  readonly occurredAt: Instant;
}

/** The last known final state of each of the Mono transfers that has one. */
export async function readFinalStates(
  executor: Executor,
  monoTransferIds: readonly string[],
): Promise<ReadonlyMap<string, KnownFinalState>> {
  if (monoTransferIds.length === 0) return new Map();
  const { rows } = await sql<{
    object_id: string;
    event_name: string;
    final_state: string;
    occurred_at: bigint;
  }>`
    select distinct on (object_id) object_id, event_name, final_state, occurred_at
      from webhook.facts
     where object_id = any(${[...monoTransferIds]}::text[]) and final_state is not null
     order by object_id, occurred_at desc,
           event_name = 'TransferFinalStateChanged' desc`.execute(executor);
  return new Map(
    rows.map((row) => [
      row.object_id,
      {
        eventName: row.event_name,
        state: row.final_state,
        occurredAt: Number(row.occurred_at) as Instant,
      },
    ]),
  );
}
