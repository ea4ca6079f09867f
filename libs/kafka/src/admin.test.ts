import { expect, test, vi } from 'vitest';
import { ensureTopics, topicOffsets } from './admin.ts';
import type { Kafka } from './kafka.ts';

const topic = { name: 'riel.transfers.v1', partitions: 2, replicationFactor: 1 };

/** A cluster without topics, whose broker answers what it is told to of one that was created. */
const clusterOf = (fetchTopicMetadata: () => Promise<object>): Kafka => {
  const admin = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    listTopics: () => Promise.resolve([]),
    createTopics: () => Promise.resolve(true),
    fetchTopicMetadata,
  };
  return { client: { admin: () => admin } } as unknown as Kafka;
};

const created = { topics: [{ name: topic.name, partitions: [{}, {}] }] };
const errorOf = (type: string): Error => Object.assign(new Error(type), { type });

test('a broker that is late with a new topic is asked again', async () => {
  const answers = vi
    .fn<() => Promise<object>>()
    .mockRejectedValueOnce(errorOf('UNKNOWN_TOPIC_OR_PARTITION'))
    .mockRejectedValueOnce(errorOf('LEADER_NOT_AVAILABLE'))
    .mockResolvedValue(created);
  await expect(ensureTopics(clusterOf(answers), [topic])).resolves.toEqual([topic.name]);
  expect(answers).toHaveBeenCalledTimes(3);
});

test('any other answer is an error at once', async () => {
  const answers = vi
    .fn<() => Promise<object>>()
    .mockRejectedValue(errorOf('TOPIC_AUTHORIZATION_FAILED'));
  await expect(ensureTopics(clusterOf(answers), [topic])).rejects.toThrow('AUTHORIZATION');
  expect(answers).toHaveBeenCalledOnce();
});

test('so is one that does not lead a new partition yet', async () => {
  const fetchTopicOffsets = vi
    .fn<() => Promise<object[]>>()
    .mockRejectedValueOnce(errorOf('NOT_LEADER_FOR_PARTITION'))
    .mockResolvedValue([{ partition: 0, low: '0', high: '7' }]);
  const admin = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    fetchTopicOffsets,
  };
  const kafka = { client: { admin: () => admin } } as unknown as Kafka;
  await expect(topicOffsets(kafka, topic.name)).resolves.toEqual([
    { partition: 0, low: 0n, high: 7n },
  ]);
});
