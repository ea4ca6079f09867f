import { ensureTopics, topicExists, topicOffsets } from '@riel/kafka';
import type { Kafka } from '@riel/kafka';
import type { Topic } from '@riel/schemas';

import { PartitionCountError } from '../errors.ts';
import { planTopics } from './plan-topics.ts';
import type { PlannedTopic, TopicDurability } from './plan-topics.ts';

/** What the cluster lacks. Throws PartitionCountError before anything is changed. */
export async function missingTopics(
  kafka: Kafka,
  wanted: readonly Topic[],
  durability: TopicDurability,
): Promise<readonly PlannedTopic[]> {
  const partitions = new Map<string, number>();
  for (const { name } of wanted) {
    if (!(await topicExists(kafka, name))) continue;
    partitions.set(name, (await topicOffsets(kafka, name)).length);
  }
  const plan = planTopics(wanted, partitions, durability);
  if (plan.kind === 'refuse') throw new PartitionCountError(plan.changes);
  return plan.missing;
}

/** Creates them and says what was done. */
export async function createTopics(
  kafka: Kafka,
  missing: readonly PlannedTopic[],
): Promise<string> {
  if (missing.length === 0) return 'topics: all there';
  const created = await ensureTopics(kafka, missing);
  return `topics: created ${created.join(', ')}`;
}
