import { setTimeout as wait } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { KafkaUnavailableError, TopicMissingError, TopicPartitionsError } from './errors.ts';
import type { Kafka } from './kafka.ts';

/** A topic as `riel deploy` wants it. */
export interface TopicSettings {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** Broker settings of the topic, for example `{ 'retention.ms': '-1' }`. */
  readonly configuration?: Readonly<Record<string, string>>;
}

/** First and next offset of a partition. */
export interface PartitionOffsets {
  readonly partition: number;
  /** Offset of the oldest record that is still there. */
  readonly low: bigint;
  /** Offset that the next record gets. */
  readonly high: bigint;
}

const withAdmin = async <T>({ client }: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = client.admin();
  try {
    try {
      await admin.connect();
    } catch (error) {
      throw new KafkaUnavailableError('no broker could be reached', error);
    }
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
};

/**
 * Creates the topics that are missing and returns their names. Throws `TopicPartitionsError` if one
 * exists with another number of partitions. Safe to run twice and side by side.
 */
export const ensureTopics = (
  kafka: Kafka,
  topics: readonly TopicSettings[],
): Promise<readonly string[]> =>
  withAdmin(kafka, async (admin) => {
    const existing = new Set(await admin.listTopics());
    const missing = topics.filter(({ name }) => !existing.has(name));
    if (missing.length > 0) {
      await admin.createTopics({ waitForLeaders: false, topics: missing.map(creation) });
    }
    const names = topics.map(({ name }) => name);
    const found = await patiently(created, () => admin.fetchTopicMetadata({ topics: names }));
    checkPartitions(found, topics);
    return missing.map(({ name }) => name);
  });

const creation = ({
  name,
  partitions,
  replicationFactor,
  configuration,
}: TopicSettings): {
  topic: string;
  numPartitions: number;
  replicationFactor: number;
  configEntries: { name: string; value: string }[];
} => ({
  topic: name,
  numPartitions: partitions,
  replicationFactor,
  configEntries: Object.entries(configuration ?? {}).map(([key, value]) => ({ name: key, value })),
});

type Metadata = Awaited<ReturnType<Admin['fetchTopicMetadata']>>;

const LEADER_ATTEMPTS_MAX = 150;
const LEADER_WAIT_MILLISECONDS = 100;
/** What a broker says of a partition that nobody leads yet. */
const unled = ['LEADER_NOT_AVAILABLE', 'NOT_LEADER_FOR_PARTITION'];
/** What it says of a topic that was just created, too. */
const created = ['UNKNOWN_TOPIC_OR_PARTITION', ...unled];

/** Asks again while a broker is a little late, where kafkajs itself gives up. */
const patiently = async <T>(late: readonly unknown[], ask: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      const isLate = error instanceof Error && 'type' in error && late.includes(error.type);
      if (!isLate || attempt === LEADER_ATTEMPTS_MAX) {
        throw error;
      }
      await wait(LEADER_WAIT_MILLISECONDS);
    }
  }
};

const checkPartitions = (found: Metadata, topics: readonly TopicSettings[]): void => {
  for (const { name, partitions } of topics) {
    const topic = found.topics.find((each) => each.name === name);
    if (topic !== undefined && topic.partitions.length !== partitions) {
      throw new TopicPartitionsError(name, { wanted: partitions, found: topic.partitions.length });
    }
  }
};

/**
 * Throws `TopicMissingError` (`RIEL_TOPIC_MISSING`) naming the topics that do not exist. Services
 * call it when they start; they never create topics.
 */
export const requireTopics = (kafka: Kafka, names: readonly string[]): Promise<void> =>
  withAdmin(kafka, async (admin) => {
    const existing = new Set(await admin.listTopics());
    const missing = names.filter((name) => !existing.has(name));
    if (missing.length > 0) {
      throw new TopicMissingError(missing);
    }
  });

/** Whether a topic exists. */
export const topicExists = (kafka: Kafka, name: string): Promise<boolean> =>
  withAdmin(kafka, async (admin) => (await admin.listTopics()).includes(name));

/** Offsets of every partition of a topic, by partition. */
export const topicOffsets = (kafka: Kafka, topic: string): Promise<readonly PartitionOffsets[]> =>
  withAdmin(kafka, async (admin) => {
    const offsets = await patiently(unled, () => admin.fetchTopicOffsets(topic));
    return offsets
      .map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }))
      .toSorted((one, other) => one.partition - other.partition);
  });

/**
 * Offsets that a group has committed at the broker, by partition; null where it has none. For lag,
 * and for finding that a restored database has forgotten what it had read.
 */
export const groupOffsets = (
  kafka: Kafka,
  { groupId, topic }: { groupId: string; topic: string },
): Promise<ReadonlyMap<number, bigint | null>> =>
  withAdmin(kafka, async (admin) => {
    const answers = await admin.fetchOffsets({ groupId, topics: [topic] });
    const partitions = answers.flatMap((answer) => answer.partitions);
    return new Map(
      partitions.map(({ partition, offset }) => {
        const committed = BigInt(offset);
        return [partition, committed < 0n ? null : committed];
      }),
    );
  });

/** Identifies the cluster: another cluster with the same topics has another id. */
export const clusterId = (kafka: Kafka): Promise<string> =>
  withAdmin(kafka, async (admin) => (await admin.describeCluster()).clusterId);
