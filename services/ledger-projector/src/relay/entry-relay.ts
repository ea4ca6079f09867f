/**
 * Publishes what is booked to `riel.ledger-entries.v1`, for consumers downstream.
 *
 * The source is the append-only entries themselves: a cursor per partition says how far they were
 * relayed, so there is no second table that could miss one. A cursor moves after the broker has
 * acknowledged; a crash in between sends the same events again, with the same ids and bytes. One
 * relay at a time holds a cursor, and all entries of a partition go to one partition of the topic,
 * so their order is that of the chain.
 */
import type { Database } from '@riel/database';
import type { EntryPosted } from '@riel/schemas';
import type { Started } from '@riel/runtime';
import { factIdOf } from '../projection/fact-id.ts';
import { entryEvents } from './entry-events.ts';
import { findWaitingCursors, moveCursor, takeCursor } from './sql/entry-cursors.ts';
import { readEntries } from './sql/read-entries.ts';
import { createWakeUp } from './wake-up.ts';

export interface EntryRelayOptions {
  readonly database: Database;
  /** Sends events in order to the partition of the topic that belongs to a booked partition. */
  publish(events: readonly EntryPosted[], partitionId: number): Promise<void>;
  /** Facts that one round relays per partition at most. */
  readonly factsMax: number;
  /** Longest time between two looks when nobody wakes the relay. */
  readonly pollMilliseconds: number;
  /** Told of a failed round; the next one tries again after the poll time. */
  readonly onError: (error: unknown) => void;
  readonly onRelayed?: (entries: number) => void;
}

export interface EntryRelay extends Started {
  /** Says that something was booked. */
  wake(): void;
}

/** Starts the relay; `stop` waits for the running round. */
export const startEntryRelay = (options: EntryRelayOptions): EntryRelay => {
  const wakeUp = createWakeUp(options.pollMilliseconds);
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const more = await relayRound(options).catch((error: unknown) => {
        options.onError(error);
        return false;
      });
      if (!more) {
        await wakeUp.wait();
      }
    }
  };
  const running = run();
  return {
    wake: wakeUp.wake,
    stop: async () => {
      stopping.abort();
      wakeUp.wake();
      await running;
    },
  };
};

/** Relays one chunk of each partition that waits; true if there may be more. */
export const relayRound = async (
  options: Omit<EntryRelayOptions, 'pollMilliseconds' | 'onError'>,
): Promise<boolean> => {
  let more = false;
  for (const { partitionId } of await findWaitingCursors(options.database.kysely)) {
    more = (await relayPartition(options, partitionId)) || more;
  }
  return more;
};

const relayPartition = async (
  {
    database,
    publish,
    factsMax,
    onRelayed,
  }: Pick<EntryRelayOptions, 'database' | 'publish' | 'factsMax' | 'onRelayed'>,
  partitionId: number,
): Promise<boolean> =>
  database.transaction(async (transaction) => {
    const cursor = await takeCursor(transaction, partitionId);
    if (cursor === null || cursor.relayed >= cursor.head) {
      return false;
    }
    const through = Math.min(cursor.relayed + factsMax, cursor.head);
    const lines = await readEntries(transaction, {
      after: factIdOf(partitionId, cursor.relayed),
      through: factIdOf(partitionId, through),
    });
    const events = entryEvents(lines, cursor);
    if (events.length > 0) {
      await publish(events, partitionId);
    }
    await moveCursor(transaction, { partitionId, relayed: through });
    onRelayed?.(events.length);
    return through < cursor.head;
  });
