import type { Offsets } from 'kafkajs';

/** An offset that was committed at the broker. */
export interface CommittedOffset {
  readonly topic: string;
  readonly partition: number;
  /** The next record that the group will read. */
  readonly offset: bigint;
}

/** Sends offsets to the broker, once, in the name of the member's present generation. */
export type SendOffsets = (offsets: Offsets) => Promise<void>;

/**
 * Offsets that were worked off and not yet told to the broker. Telling is rate-limited, never fails
 * the work, and forgets everything when partitions are assigned anew: what was pending then belongs
 * to others, and to commit it under the new generation could move their offset back.
 */
export interface OffsetCommits {
  /** Notes that `offset` is the next one to read, and tells the broker if it is time. */
  done(committed: CommittedOffset, send: SendOffsets): Promise<void>;
  /** Tells the broker what is pending. */
  flush(): Promise<void>;
  forget(): void;
}

interface Options {
  /** 0 tells the broker after every chunk. */
  readonly intervalMilliseconds: number;
  readonly onCommitted: (committed: CommittedOffset) => void;
  readonly onFailed: (error: unknown) => void;
  /** Milliseconds of a steady clock. */
  readonly clock: () => number;
}

export const createOffsetCommits = (options: Options): OffsetCommits => {
  const pending = new Map<string, CommittedOffset>();
  let send: SendOffsets | undefined;
  let sentAt = Number.NEGATIVE_INFINITY;
  let sending: Promise<void> | undefined;

  const sendPending = async (): Promise<void> => {
    const committed = [...pending.values()];
    if (send === undefined || committed.length === 0) {
      return;
    }
    sentAt = options.clock();
    try {
      await send(offsetsOf(committed));
    } catch (error) {
      options.onFailed(error);
      return;
    }
    for (const each of committed) {
      const key = keyOf(each);
      if (pending.get(key) === each) {
        pending.delete(key);
      }
      options.onCommitted(each);
    }
  };

  const flush = async (): Promise<void> => {
    await sending;
    sending = sendPending();
    await sending;
  };

  return {
    flush,
    done: async (committed, sender) => {
      pending.set(keyOf(committed), committed);
      send = sender;
      if (options.clock() - sentAt >= options.intervalMilliseconds) {
        await flush();
      }
    },
    forget: () => {
      pending.clear();
      send = undefined;
    },
  };
};

const keyOf = ({ topic, partition }: CommittedOffset): string => `${topic}/${partition}`;

const offsetsOf = (committed: readonly CommittedOffset[]): Offsets => ({
  topics: [...Map.groupBy(committed, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    partitions: ofTopic.map(({ partition, offset }) => ({ partition, offset: offset.toString() })),
  })),
});
