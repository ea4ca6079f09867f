import { createCodec } from '@riel/avro';
import { connect } from '@riel/database';
import {
  createKafka,
  createProducer,
  ensureTopics,
  startConsumer,
  topicOffsets,
} from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import type { EventId, Instant, MonoAccountId, ReconciliationCompleted } from '@riel/schemas';
import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { bookedCodec } from '../testing/admin-fixture.ts';
import { createTestLedger } from '../testing/test-ledger.ts';
import { awaitReading } from './await-reading.ts';
import { endOfLog } from './end-of-log.ts';
import { findRuns } from './sql/reconciliation-runs.ts';
import { createRunHandler } from './start-run-consumer.ts';

const { kafkaBrokers, schemaRegistryUrl: registryUrl } = stackAddresses();
const logger = createLogger({ service: 'test', level: 'error' });
const kafka = createKafka({ brokers: kafkaBrokers, clientId: 'test-runs', logger });
const topic = `runs-${randomUUID()}`;

const completed = (runId: string, at: number, driftOpen: bigint): ReconciliationCompleted => ({
  eventId: randomUUID() as string as EventId,
  occurredAt: at as Instant,
  recordedAt: at as Instant,
  runId,
  monoAccountId: 'acc_one' as MonoAccountId,
  fromDate: '2026-10-01',
  toDate: '2026-10-31',
  transfersCompared: 1n,
  driftOpen,
  driftHealed: 0n,
  reportDigest: '',
});

test('the last word of each run is kept, however often it is read', async () => {
  await ensureTopics(kafka, [{ name: topic, partitions: 1, replicationFactor: 1 }]);
  const ledger = await createTestLedger(
    await createTestDatabase({ template: false }),
    await bookedCodec(registryUrl),
  );
  const codec = await createCodec({
    registryUrl,
    writes: ['ReconciliationCompleted'],
    reads: ['ReconciliationCompleted'],
  });
  const url = ledger.urlOf('riel_projector');
  const database = await connect({ url, schema: 'ledger', applicationName: 'test-runs' });
  const producer = createProducer(kafka);
  const runs = [completed('one', 1, 5n), completed('one', 2, 0n), completed('other', 3, 7n)];
  const values = runs.map((run) => codec.encode('ReconciliationCompleted', run));
  const records = [...values, Buffer.from('garbage'), ...values].map((value) => ({
    key: 'run',
    value,
    headers: {},
  }));
  await producer.send([{ topic, records }]);
  const consumer = await startConsumer({
    kafka,
    groupId: topic,
    topics: [topic],
    onChunk: createRunHandler(database.kysely, codec),
    onFatal: (error) => expect.unreachable(String(error)),
  });
  const drift = async (runId: string): Promise<readonly bigint[]> =>
    (await findRuns(database.kysely, [runId])).map(({ driftOpen }) => driftOpen);
  await vi.waitFor(async () => expect(await drift('other')).toEqual([7n]), { timeout: 30_000 });
  expect(await drift('one')).toEqual([0n]);
  expect(await drift('nobody')).toEqual([]);
  expect((await topicOffsets(kafka, topic))[0]?.high).toBe(7n);

  // The ledger has no row of this topic, so it has not read it; of an empty log it has.
  const limits = { waitMilliseconds: 20, pollMilliseconds: 10 };
  const ends = await endOfLog(kafka, [topic]);
  expect(ends).toEqual(new Map([[`${topic}/0`, 7n]]));
  expect(await awaitReading(database.kysely, ends, limits)).toBe(false);
  expect(await awaitReading(database.kysely, new Map([['none/0', 0n]]), limits)).toBe(true);

  await consumer.stop();
  await producer.stop();
  await database.close();
  await ledger.drop();
});
