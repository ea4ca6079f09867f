import { commandTopic, topics } from '@riel/schemas';
import type { Caller, Topic } from '@riel/schemas';

import type { PartitionChange, TopicLoss } from '../errors.ts';

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

/** A topic that the cluster has. */
export interface ExistingTopic {
  readonly partitions: number;
  /** Settings of the broker by name. */
  readonly configuration: Readonly<Record<string, string>>;
}

export type TopicPlan =
  | {
      readonly kind: 'create';
      readonly missing: readonly PlannedTopic[];
      readonly existing: readonly string[];
    }
  | { readonly kind: 'refuse-partitions'; readonly changes: readonly PartitionChange[] }
  | { readonly kind: 'refuse-losses'; readonly losses: readonly TopicLoss[] };

/** Largest record batch that a broker takes; our producers stay below it. */
const MESSAGE_BYTES_MAX = 1_048_588;

/** The topics of the log and of each caller's commands. */
export function wantedTopics(callers: readonly Caller[]): readonly Topic[] {
  return [...topics, ...new Set(callers).values().map(commandTopic)];
}

/**
 * Decides what to create. A topic with another number of partitions refuses everything: to add
 * partitions moves keys, and facts of one transfer would stand in two orders. So does a topic that
 * was made by other hands (or by the broker itself) and would drop what must be kept for ever.
 */
export function planTopics(
  wanted: readonly Topic[],
  existing: ReadonlyMap<string, ExistingTopic>,
  durability: TopicDurability,
): TopicPlan {
  const changes = wanted.flatMap((topic) => {
    const has = existing.get(topic.name)?.partitions ?? topic.partitions;
    return has === topic.partitions ? [] : [{ topic: topic.name, has, wants: topic.partitions }];
  });
  if (changes.length > 0) return { kind: 'refuse-partitions', changes };
  const planned = wanted.map((topic) => plannedTopic(topic, durability));
  const losses = planned.flatMap((topic) => lossesOf(topic, existing.get(topic.name)));
  if (losses.length > 0) return { kind: 'refuse-losses', losses };
  return {
    kind: 'create',
    missing: planned.filter((topic) => !existing.has(topic.name)),
    existing: wanted.map((topic) => topic.name).filter((name) => existing.has(name)),
  };
}

/** Settings by which a broker drops records; an operator may change all others. */
const droppingSettings = ['cleanup.policy', 'retention.ms', 'retention.bytes'];

function lossesOf(topic: PlannedTopic, existing: ExistingTopic | undefined): readonly TopicLoss[] {
  if (existing === undefined || topic.configuration['retention.ms'] !== '-1') return [];
  return droppingSettings.flatMap((setting) => {
    const wants = topic.configuration[setting] ?? '';
    const has = existing.configuration[setting] ?? wants;
    return has === wants ? [] : [{ topic: topic.name, setting, has, wants }];
  });
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
