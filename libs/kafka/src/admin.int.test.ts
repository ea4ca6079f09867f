import { randomUUID } from 'node:crypto';
import type { Logger } from '@riel/runtime';
import { ConfigResourceTypes } from 'kafkajs';
import { beforeEach, expect, test } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import {
  clusterId,
  createKafka,
  createProducer,
  ensureTopics,
  groupOffsets,
  requireTopics,
  topicExists,
  topicOffsets,
} from './index.ts';
import type { Kafka, TopicSettings } from './index.ts';

const silent = (): void => {};
const logger = { debug: silent, info: silent, warn: silent, error: silent } as unknown as Logger;

let kafka: Kafka;
let wanted: TopicSettings;

beforeEach(() => {
  kafka = createKafka({ brokers: stackAddresses().kafkaBrokers, clientId: 'riel-test', logger });
  wanted = { name: `test.admin.${randomUUID()}`, partitions: 2, replicationFactor: 1 };
});

test('topics are created once, also side by side, with their settings', async () => {
  const settings = { ...wanted, configuration: { 'retention.ms': '-1' } };
  await Promise.all([ensureTopics(kafka, [settings]), ensureTopics(kafka, [settings])]);
  expect(await ensureTopics(kafka, [settings])).toEqual([]);
  expect(await topicExists(kafka, wanted.name)).toBe(true);
  const admin = kafka.client.admin();
  await admin.connect();
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [
      { type: ConfigResourceTypes.TOPIC, name: wanted.name, configNames: ['retention.ms'] },
    ],
  });
  await admin.disconnect();
  expect(resources[0]?.configEntries[0]?.configValue).toBe('-1');
});

test('a topic with another number of partitions is refused, not changed', async () => {
  await ensureTopics(kafka, [wanted]);
  await expect(ensureTopics(kafka, [{ ...wanted, partitions: 3 }])).rejects.toMatchObject({
    code: 'RIEL_TOPIC_PARTITIONS',
    topic: wanted.name,
    message: expect.stringContaining('has 2 partitions, not 3'),
  });
  expect(await topicOffsets(kafka, wanted.name)).toHaveLength(2);
});

test('missing topics are all named', async () => {
  await ensureTopics(kafka, [wanted]);
  await expect(requireTopics(kafka, [wanted.name])).resolves.toBeUndefined();
  const missing = [`${wanted.name}.one`, `${wanted.name}.two`];
  await expect(requireTopics(kafka, [wanted.name, ...missing])).rejects.toMatchObject({
    code: 'RIEL_TOPIC_MISSING',
    topics: missing,
    message: expect.stringContaining(missing.join(', ')),
  });
});

test('offsets of topics and groups are bigint', async () => {
  await ensureTopics(kafka, [wanted]);
  const producer = createProducer(kafka);
  const records = [{ key: 'k', value: Buffer.from('v'), headers: {}, partition: 1 }];
  await producer.send([{ topic: wanted.name, records }]);
  await producer.stop();
  expect(await topicOffsets(kafka, wanted.name)).toEqual([
    { partition: 0, low: 0n, high: 0n },
    { partition: 1, low: 0n, high: 1n },
  ]);
  const offsets = await groupOffsets(kafka, { groupId: wanted.name, topic: wanted.name });
  expect([...offsets]).toEqual([
    [0, null],
    [1, null],
  ]);
});

test('the cluster has an id that stays', async () => {
  const id = await clusterId(kafka);
  expect(id.length).toBeGreaterThan(0);
  expect(await clusterId(kafka)).toBe(id);
});

test('without a broker the helpers fail with a code', async () => {
  const nowhere = createKafka({
    brokers: ['127.0.0.1:1'],
    clientId: 'riel-test',
    logger,
    connectTimeoutMilliseconds: 200,
  });
  await expect(clusterId(nowhere)).rejects.toMatchObject({ code: 'RIEL_KAFKA_UNAVAILABLE' });
});
