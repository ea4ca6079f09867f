/**
 * Publishes what is booked to `riel.ledger-entries.v1`, for consumers downstream.
 *
 * The source is the append-only entries themselves: a cursor per partition says how far they were
 * relayed, so there is no second table that could miss one. A cursor moves after the broker has
 * acknowledged; a crash in between sends the same events again, with the same ids and bytes. One
 * relay at a time holds a cursor, and all entries of a partition go to one partition of the topic,
 * so their order is that of the chain. What this process has just committed is published from its
 * memory; whatever is not there (after a start, after a long outage of the broker) is read.
 */
import type { Database, Transaction } from '@riel/database';
import type { Started } from '@riel/runtime';
import { factIdOf } from '../projection/fact-id.ts';
import type { CommittedEntries } from './committed-entries.ts';
import { columnsOf } from './entry-columns.ts';
import type { EntryColumns } from './entry-columns.ts';
import { findWaiting, moveCursors, takeCursors } from './sql/entry-cursors.ts';
import type { EntryCursor } from './sql/entry-cursors.ts';
import { readEntries } from './sql/read-entries.ts';
import { createWakeUp } from './wake-up.ts';

/** Entries of a booked partition, in order. */
export interface EntryBatch {
  readonly partitionId: number;
  readonly topic: string;
  readonly partition: number;
  readonly entries: EntryColumns;
}

export interface EntryRelayOptions {
  readonly database: Database;
  /** What this process has committed lately; absent, everything is read from the database. */
  readonly committed?: CommittedEntries;
  /** Sends entries in order to the partitions of the topic that belong to booked partitions. */
  publish(batches: readonly EntryBatch[]): Promise<void>;
  /** Facts that one round reads per partition at most. */
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

/** Relays one stretch of each partition that waits; true if there may be more. */
export const relayRound = async (
  options: Omit<EntryRelayOptions, 'pollMilliseconds' | 'onError'>,
): Promise<boolean> => {
  const { database, committed, publish, onRelayed } = options;
  const waiting = await findWaiting(database.kysely);
  if (waiting.length === 0) {
    return false;
  }
  const stretches = await database.transaction(async (transaction) => {
    const cursors = await takeCursors(transaction, waiting);
    const taken: Stretch[] = [];
    for (const cursor of cursors) {
      taken.push(await stretchOf(transaction, cursor, options));
    }
    const batches = taken
      .map(({ batch }) => batch)
      .filter(({ entries }) => entries.entriesCount > 0);
    if (batches.length > 0) {
      await publish(batches);
    }
    if (taken.length > 0) {
      await moveCursors(transaction, taken);
    }
    return taken;
  });
  for (const { partitionId, relayed, batch } of stretches) {
    committed?.forget(partitionId, relayed);
    onRelayed?.(batch.entries.entriesCount);
  }
  return stretches.some(({ hasMore }) => hasMore);
};

interface Stretch {
  readonly partitionId: number;
  readonly batch: EntryBatch;
  /** Where the cursor goes. */
  readonly relayed: number;
  readonly hasMore: boolean;
}

/** The next entries of a partition: as they were committed here, else from the database. */
const stretchOf = async (
  transaction: Transaction,
  cursor: EntryCursor,
  { committed, factsMax }: Pick<EntryRelayOptions, 'committed' | 'factsMax'>,
): Promise<Stretch> => {
  const { partitionId, topic, partition, relayed: after, head } = cursor;
  const stretch = (through: number, entries: EntryColumns): Stretch => ({
    partitionId,
    batch: { partitionId, topic, partition, entries },
    relayed: through,
    hasMore: through < head,
  });
  const next = committed?.next(partitionId, after) ?? null;
  if (next?.after === after) {
    return stretch(next.through, next.entries);
  }
  const through = Math.min(after + factsMax, head, next?.after ?? head);
  const entries = await readEntries(transaction, {
    after: factIdOf(partitionId, after),
    through: factIdOf(partitionId, through),
  });
  return stretch(through, columnsOf(entries));
};
