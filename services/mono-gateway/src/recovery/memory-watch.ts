import { groupOffsets, topicOffsets, type Kafka } from '@riel/kafka';
import { checkMemory, type MemoryCheck, type MemoryPorts } from './check-memory.ts';
import type { Offsets } from './decide-memory.ts';
import type { BrokerOffset } from './broker-offsets.ts';

export interface MemoryWatchOptions extends Omit<MemoryPorts, 'brokerOffsets' | 'logEnds'> {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topics: readonly string[];
}

/** What a look at the broker and the database came to. */
export interface WatchedMemory extends MemoryCheck {
  /** Offsets that the broker has and the database too: up to there transfers may be sent. */
  readonly known: readonly BrokerOffset[];
  /** Where reading must go on. */
  readonly places: readonly BrokerOffset[];
}

/** Compares what broker and database remember. One look at a time; who comes meanwhile shares it. */
export interface MemoryWatch {
  look(): Promise<WatchedMemory>;
}

export function createMemoryWatch(options: MemoryWatchOptions): MemoryWatch {
  let looking: Promise<WatchedMemory> | null = null;
  const look = async (): Promise<WatchedMemory> => {
    const broker = await brokerOffsets(options);
    const asMap: Offsets = new Map(broker.map((one) => [placeOf(one), one.offset]));
    const check = await checkMemory({
      ...options,
      brokerOffsets: () => Promise.resolve(asMap),
      logEnds: () => logEnds(options),
    });
    const places = broker.flatMap(({ topic, partition }) => {
      const offset = check.rewind.get(placeOf({ topic, partition }));
      return offset === undefined ? [] : [{ topic, partition, offset }];
    });
    const known = broker.filter((one) => !check.rewind.has(placeOf(one)));
    return { ...check, places, known };
  };
  return {
    look: () => {
      looking ??= look().finally(() => {
        looking = null;
      });
      return looking;
    },
  };
}

const placeOf = ({ topic, partition }: Pick<BrokerOffset, 'topic' | 'partition'>): string =>
  `${topic} ${partition}`;

async function brokerOffsets({
  kafka,
  groupId,
  topics,
}: MemoryWatchOptions): Promise<readonly BrokerOffset[]> {
  const all = await Promise.all(
    topics.map(async (topic) => {
      const offsets = await groupOffsets(kafka, { groupId, topic });
      return [...offsets].flatMap(([partition, offset]) =>
        offset === null ? [] : [{ topic, partition, offset }],
      );
    }),
  );
  return all.flat();
}

async function logEnds({ kafka, topics }: MemoryWatchOptions): Promise<Offsets> {
  const all = await Promise.all(
    topics.map(async (topic) => {
      const offsets = await topicOffsets(kafka, topic);
      // What has no record was read to its end.
      return offsets
        .filter(({ low, high }) => high > low)
        .map(({ partition, high }) => [placeOf({ topic, partition }), high] as const);
    }),
  );
  return new Map(all.flat());
}
