import { ensureTopics, topicExists, topicOffsets } from '@riel/kafka';
import type { Kafka } from '@riel/kafka';
import type { Topic } from '@riel/schemas';

import { PartitionCountError, TopicSettingError } from '../errors.ts';
import { planTopics } from './plan-topics.ts';
import type { ExistingTopic, PlannedTopic, TopicDurability } from './plan-topics.ts';

/**
 * What the cluster lacks. Throws PartitionCountError or TopicSettingError before anything is
 * changed.
 */
export async function missingTopics(
  kafka: Kafka,
  wanted: readonly Topic[],
  durability: TopicDurability,
): Promise<readonly PlannedTopic[]> {
  const existing = new Map<string, ExistingTopic>();
  for (const { name } of wanted) {
    if (!(await topicExists(kafka, name))) continue;
    const partitions = (await topicOffsets(kafka, name)).length;
    existing.set(name, { partitions, configuration: await topicConfiguration(kafka, name) });
  }
  const plan = planTopics(wanted, existing, durability);
  if (plan.kind === 'refuse-partitions') throw new PartitionCountError(plan.changes);
  if (plan.kind === 'refuse-losses') throw new TopicSettingError(plan.losses);
  return plan.missing;
}

/** Settings of a topic as the broker applies them. */
export async function topicConfiguration(
  { client }: Kafka,
  name: string,
): Promise<Readonly<Record<string, string>>> {
  const admin = client.admin();
  await admin.connect();
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- a topic
      resources: [{ type: 2, name }],
    });
    const entries = resources.flatMap((resource) => resource.configEntries);
    return Object.fromEntries(entries.map((entry) => [entry.configName, entry.configValue]));
  } finally {
    await admin.disconnect();
  }
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
