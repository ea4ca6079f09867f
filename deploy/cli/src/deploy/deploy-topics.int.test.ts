import { randomBytes } from 'node:crypto';

import { createKafka } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import type { Caller } from '@riel/schemas';
import { commandTopic } from '@riel/schemas';
import { expect, test } from 'vitest';

import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTopics, missingTopics } from './deploy-topics.ts';

const logger = createLogger({ service: 'riel-test', level: 'silent' });
const kafka = createKafka({
  brokers: stackAddresses().kafkaBrokers,
  clientId: 'riel-deploy-test',
  logger,
});
const single = { replicationFactor: 1, minInsyncReplicas: 1 };

/** A caller that no other run has, so the shared broker's other topics are left alone. */
const topic = commandTopic(`test-${randomBytes(6).toString('hex')}` as Caller);

test('creates what is missing once, with its settings, and refuses another partition count', async () => {
  const missing = await missingTopics(kafka, [topic], single);
  expect(await createTopics(kafka, missing)).toBe(`topics: created ${topic.name}`);
  expect(await missingTopics(kafka, [topic], single)).toEqual([]);
  expect(await createTopics(kafka, [])).toBe('topics: all there');

  const admin = kafka.client.admin();
  await admin.connect();
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- 2 is a topic in the protocol
    resources: [{ type: 2, name: topic.name }],
  });
  await admin.disconnect();
  const settings = Object.fromEntries(
    resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]),
  );
  expect(settings).toMatchObject(missing[0]!.configuration);

  await expect(missingTopics(kafka, [{ ...topic, partitions: 5 }], single)).rejects.toMatchObject({
    code: 'RIEL_PARTITION_COUNT_CHANGED',
    changes: [{ topic: topic.name, has: 3, wants: 5 }],
  });
});
