import { randomBytes } from 'node:crypto';

import { createKafka } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import type { Caller } from '@riel/schemas';
import { commandTopic } from '@riel/schemas';
import { afterAll, expect, test } from 'vitest';

import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { deleteTopics } from '../testing/delete-topics.ts';
import { createTopics, missingTopics, topicConfiguration } from './deploy-topics.ts';

const logger = createLogger({ service: 'riel-test', level: 'silent' });
const kafka = createKafka({
  brokers: stackAddresses().kafkaBrokers,
  clientId: 'riel-deploy-test',
  logger,
});
const single = { replicationFactor: 1, minInsyncReplicas: 1 };

/** A caller that no other run has, so the shared broker's other topics are left alone. */
const topic = commandTopic(`test-${randomBytes(6).toString('hex')}` as Caller);

afterAll(() => deleteTopics(kafka, [topic.name]));

test('creates what is missing once, and refuses another partition count or retention', async () => {
  const missing = await missingTopics(kafka, [topic], single);
  expect(await createTopics(kafka, missing)).toBe(`topics: created ${topic.name}`);
  expect(await missingTopics(kafka, [topic], single)).toEqual([]);
  expect(await createTopics(kafka, [])).toBe('topics: all there');

  expect(await topicConfiguration(kafka, topic.name)).toMatchObject(missing[0]!.configuration);

  await expect(missingTopics(kafka, [{ ...topic, partitions: 5 }], single)).rejects.toMatchObject({
    code: 'RIEL_PARTITION_COUNT_CHANGED',
    changes: [{ topic: topic.name, has: 3, wants: 5 }],
  });

  const forEver = { ...topic, retentionMilliseconds: null };
  await expect(missingTopics(kafka, [forEver], single)).rejects.toMatchObject({
    code: 'RIEL_TOPIC_SETTING',
    message: expect.stringContaining(`${topic.name} has retention.ms=604800000`) as string,
  });
});
