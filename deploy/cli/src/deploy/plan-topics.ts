import { commandTopic, topics } from '@riel/schemas';
import type { Caller, Topic } from '@riel/schemas';

import type { PartitionChange } from '../errors.ts';

/** Safety of the topics, by the size of the cluster. */
export interface TopicDurability {
  /** Copies of each partition: 1 on a single broker, 3 in production. */
  readonly replicationFactor: number;
  /** Copies that must have a record before it counts as written: 1, in production 2. */
  readonly minInsyncReplicas: number;
}

/** A topic as it is to be created. */
export interface PlannedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly configuration: Readonly<Record<string, string>>;
}

export type TopicPlan =
  | {
      readonly kind: 'create';
      readonly missing: readonly PlannedTopic[];
      readonly existing: readonly string[];
    }
  | { readonly kind: 'refuse'; readonly changes: readonly PartitionChange[] };

/** Largest record batch that a broker takes; our producers stay below it. */
const MESSAGE_BYTES_MAX = 1_048_588;

/** The topics of the log and of each caller's commands. */
export function wantedTopics(callers: readonly Caller[]): readonly Topic[] {
  return [...topics, ...new Set(callers).values().map(commandTopic)];
}

/**
 * Decides what to create. A topic with another number of partitions refuses everything: to add
 * partitions moves keys, and facts of one transfer would stand in two orders.
 *
 * @param partitionsByTopic what the cluster has
 */
export function planTopics(
  wanted: readonly Topic[],
  partitionsByTopic: ReadonlyMap<string, number>,
  durability: TopicDurability,
): TopicPlan {
  const changes = wanted.flatMap((topic) => {
    const has = partitionsByTopic.get(topic.name) ?? topic.partitions;
    return has === topic.partitions ? [] : [{ topic: topic.name, has, wants: topic.partitions }];
  });
  if (changes.length > 0) return { kind: 'refuse', changes };
  const missing = wanted.filter((topic) => !partitionsByTopic.has(topic.name));
  return {
    kind: 'create',
    missing: missing.map((topic) => plannedTopic(topic, durability)),
    existing: wanted.map((topic) => topic.name).filter((name) => partitionsByTopic.has(name)),
  };
}

function plannedTopic(topic: Topic, durability: TopicDurability): PlannedTopic {
  return {
    name: topic.name,
    partitions: topic.partitions,
    replicationFactor: durability.replicationFactor,
    configuration: {
      'cleanup.policy': topic.cleanup,
      'retention.ms': String(topic.retentionMilliseconds ?? -1),
      'retention.bytes': '-1',
      // A producer's clock must not decide how long a record is kept.
      'message.timestamp.type': 'LogAppendTime',
      'max.message.bytes': String(MESSAGE_BYTES_MAX),
      'min.insync.replicas': String(durability.minInsyncReplicas),
      'unclean.leader.election.enable': 'false',
    },
  };
}
