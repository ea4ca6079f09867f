import { randomBytes } from 'node:crypto';

import { createCodec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import { connect, sql } from '@riel/database';
import type { Database } from '@riel/database';
import { createKafka, topicOffsets } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { bookedTopics, commandTopicOf, topics } from '@riel/schemas';
import type { Caller, Topic } from '@riel/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import type { TestDatabase } from '../../../../test/support/test-database.ts';
import { deleteTopics } from '../testing/delete-topics.ts';
import { deploy, deployLog } from './deploy.ts';
import type { DeployOptions } from './deploy.ts';

const { kafkaBrokers, schemaRegistryUrl } = stackAddresses();
const caller = `test-${randomBytes(6).toString('hex')}` as Caller;
const logger = createLogger({ service: 'riel-test', level: 'silent' });
const kafka = createKafka({ brokers: kafkaBrokers, clientId: 'riel-deploy-test', logger });

/** Topics of this run alone: a marker in the system of record would reach every other test. */
const own = (topic: Topic): Topic => ({ ...topic, name: `${caller}.${topic.name}` });
const ownLog = { topics: topics.map(own), bookedTopics: bookedTopics.map(own) };
const partitions = ownLog.bookedTopics.reduce((sum, topic) => sum + topic.partitions, 0);
const eachPartition = (copies: number) => Array.from({ length: partitions }, () => copies);

let target: TestDatabase;
let database: Database;

beforeAll(async () => {
  target = await createTestDatabase({ template: false });
  database = await connect({ url: target.url, schema: 'public', applicationName: 'riel-test' });
});

afterAll(async () => {
  const names = ownLog.topics.map(({ name }) => name);
  await deleteTopics(kafka, [...names, commandTopicOf(caller)]);
  await database.close();
  await target.drop();
});

const optionsWith = (lines: string[], change: Partial<DeployOptions> = {}): DeployOptions => ({
  databaseUrl: target.url,
  kafkaBrokers,
  schemaRegistryUrl,
  callers: [caller],
  print: (line) => lines.push(line),
  ...change,
});

async function deployed(change: Partial<DeployOptions> = {}): Promise<string> {
  const lines: string[] = [];
  await deployLog(optionsWith(lines, change), ownLog);
  return lines.join('\n');
}

async function markers(): Promise<readonly { number: number; payload: Buffer; done: boolean }[]> {
  const { rows } = await sql<{ number: number; payload: Buffer; done: boolean }>`
    select marker_number as number, payload, written_at is not null as done
      from ledger.markers order by 1
  `.execute(database.kysely);
  return rows;
}

/** How often exactly these bytes stand in each partition of every booked topic. */
async function copiesInEveryPartition(payload: Buffer): Promise<readonly number[]> {
  const wanted = new Map<string, bigint>();
  for (const { name } of ownLog.bookedTopics) {
    for (const { partition, high } of await topicOffsets(kafka, name)) {
      wanted.set(`${name}/${partition}`, high);
    }
  }
  const copies = new Map([...wanted.keys()].map((place) => [place, 0]));
  const reached = new Set<string>();
  const groupId = `riel-deploy-test-${randomBytes(6).toString('hex')}`;
  const consumer = kafka.client.consumer({ groupId, maxWaitTimeInMs: 200 });
  await consumer.connect();
  await consumer.subscribe({
    topics: ownLog.bookedTopics.map(({ name }) => name),
    fromBeginning: true,
  });
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload: { error } }) => reject(error));
    consumer
      .run({
        autoCommit: false,
        eachMessage: async ({ topic, partition, message }) => {
          const place = `${topic}/${partition}`;
          const offset = BigInt(message.offset);
          const limit = wanted.get(place) ?? 0n;
          const isCopy = offset < limit && message.value?.equals(payload) === true;
          if (isCopy) copies.set(place, (copies.get(place) ?? 0) + 1);
          if (offset + 1n >= limit) reached.add(place);
          if (reached.size === wanted.size) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return [...copies.values()];
}

const tables = canonicalTables(exampleTables);
const otherTables = canonicalTables({ ...exampleTables, notice: 'Other.' });

test('deploy creates the log and a topic per caller, and twice changes nothing', async () => {
  const lines: string[] = [];
  await deploy(optionsWith(lines));
  expect(lines.join('\n')).toContain(commandTopicOf(caller));
  lines.length = 0;
  await deploy(optionsWith(lines));
  expect(lines.join('\n')).not.toMatch(/created|applied|written/);
});

describe('a deploy of a log of its own', () => {
  test('without tables prepares everything and says that nothing is booked yet', async () => {
    const text = await deployed();
    expect(text).toMatch(/^topics: created .*riel.transfers.v1/m);
    expect(text).toMatch(/^schemas: 31 registered/m);
    expect(text).toMatch(/^tables: none given/m);
    expect(await markers()).toEqual([]);
  });

  test('with tables, two at once write one marker, once to every partition', async () => {
    const both = await Promise.all([deployed({ tables }), deployed({ tables })]);
    expect(both.join('\n')).toMatch(/^tables: activated, marker 1 written to every partition/m);
    expect(both.join('\n')).toMatch(/^tables: activated before, newest marker is 1$/m);

    const [marker, ...more] = await markers();
    expect([marker, ...more]).toEqual([expect.objectContaining({ number: 1, done: true })]);
    expect(await copiesInEveryPartition(marker!.payload)).toEqual(eachPartition(1));

    const codec = await createCodec({
      registryUrl: schemaRegistryUrl,
      writes: [],
      reads: ['TablesActivated'],
    });
    await codec.prepare([marker!.payload]);
    expect(codec.decode(marker!.payload)).toMatchObject({
      event: { name: 'TablesActivated', value: { markerNumber: 1, author: 'riel deploy' } },
    });
  });

  test('with other tables activates nothing: later ones go through the ledger', async () => {
    expect(await deployed({ tables: otherTables })).toMatch(/^tables: activated before/m);
    expect(await markers()).toHaveLength(1);
  });

  test('completes one that was cut off before writing, with the same bytes', async () => {
    const [before] = await markers();
    await sql`update ledger.markers set written_at = null`.execute(database.kysely);
    expect(await deployed()).toContain('1 that were cut off written again');
    expect(await markers()).toEqual([before]);
    expect(await copiesInEveryPartition(before!.payload)).toEqual(eachPartition(2));
  });

  test('refuses another partition count before it changes anything', async () => {
    const lines: string[] = [];
    const changed = ownLog.topics.map((topic) => ({ ...topic, partitions: topic.partitions + 1 }));
    await expect(
      deployLog(optionsWith(lines), { ...ownLog, topics: changed }),
    ).rejects.toMatchObject({ code: 'RIEL_PARTITION_COUNT_CHANGED' });
    expect(lines).toEqual([]);
  });
});

describe('deploy refuses before it changes anything', () => {
  test.each([
    ['tables that are no JSON', { tables: '{' }, 'RIEL_DEPLOY_OPTION'],
    [
      'more copies in sync than copies',
      { replicationFactor: 1, minInsyncReplicas: 2 },
      'RIEL_DEPLOY_OPTION',
    ],
    ['a broker that is not there', { kafkaBrokers: ['127.0.0.1:1'] }, 'RIEL_KAFKA_UNAVAILABLE'],
  ])('%s', async (_, change, code) => {
    const lines: string[] = [];
    await expect(deployLog(optionsWith(lines, change), ownLog)).rejects.toMatchObject({ code });
    expect(lines).toEqual([]);
  });
});
