import { createCodec, registerSchemas, SchemaUnavailableError } from '@riel/avro';
import type { Codec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import { DatabaseUnavailableError } from '@riel/database';
import type { Database } from '@riel/database';
import type { Chunk } from '@riel/kafka';
import { TRANSFERS_TOPIC } from '@riel/schemas';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { lifeOf, testTransfer } from '../testing/events.ts';
import { snapshot } from '../testing/snapshot.ts';
import { createTestLedger } from '../testing/test-ledger.ts';
import type { TestLedger, TestProjector } from '../testing/test-ledger.ts';
import { tablesActivated, TestLog } from '../testing/test-log.ts';
import { bookedEventNames, bookedTopicsByName } from './booked-topics.ts';
import { createChunkHandler } from './chunk-handler.ts';
import type { ChunkRecord, Projection } from './project-chunk.ts';
import type { BookedEventName } from './read-record.ts';

let codec: Codec<BookedEventName, BookedEventName>;
let ledger: TestLedger;
let projector: TestProjector;
let log: TestLog;
let heartbeats: number;
let isStale: boolean;

beforeAll(async () => {
  const registryUrl = stackAddresses().schemaRegistryUrl;
  await registerSchemas({ registryUrl });
  codec = await createCodec({ registryUrl, writes: bookedEventNames, reads: bookedEventNames });
});

beforeEach(async () => {
  ledger = await createTestLedger(await createTestDatabase({ template: false }), codec);
  projector = await ledger.openProjector();
  log = new TestLog(codec)
    .append(tablesActivated(1, canonicalTables(exampleTables)))
    .append(...lifeOf(testTransfer(1)), ...lifeOf(testTransfer(2)));
  heartbeats = 0;
  isStale = false;
  return () => ledger.drop();
});

const handler = (projection: Projection = projector.projection, clusterId = 'test-cluster') => {
  const created = createChunkHandler({
    projection,
    topics: bookedTopicsByName,
    clusterId,
    retryLimits: { attemptsMax: 4, delayMillisecondsMin: 1, delayMillisecondsMax: 1 },
    schemaRetryMilliseconds: 1,
    observer: { began: () => {}, retried: () => {}, booked: () => {}, ended: () => {} },
  });
  return (given: Chunk) => created.handle(given);
};

const chunk = (records: readonly ChunkRecord[], assignment = 'first'): Chunk => ({
  topic: TRANSFERS_TOPIC,
  partition: 0,
  assignment,
  records: records.map((record) => ({ ...record, headers: {} })),
  highWatermark: 100n,
  heartbeat: () => {
    heartbeats += 1;
    return Promise.resolve();
  },
  isStale: () => isStale,
});

const failing = (failures: number, code: string): Projection => {
  const { database } = projector.projection;
  let left = failures;
  const failingDatabase: Database = {
    ...database,
    transaction: (work, options) => {
      left -= 1;
      return left >= 0
        ? Promise.reject(Object.assign(new Error('from the database'), { code }))
        : database.transaction(work, options);
    },
  };
  return { ...projector.projection, database: failingDatabase };
};

const factsCount = async (): Promise<number> =>
  (await snapshot(projector.projection.database.kysely))['facts']?.length ?? 0;

describe('the first chunk after an assignment', () => {
  test('is read from the beginning of a log that was never booked', async () => {
    const handle = handler();
    expect(await handle(chunk(log.records.slice(2)))).toEqual({ kind: 'seek', offset: 0n });
    expect(await handle(chunk(log.records))).toEqual({ kind: 'done' });
    expect(await factsCount()).toBe(7);
  });

  test('is read from the last booked record, which is checked', async () => {
    await handler()(chunk(log.records.slice(0, 4)));
    const handle = handler();
    expect(await handle(chunk(log.records.slice(4)))).toEqual({ kind: 'seek', offset: 3n });
    expect(await handle(chunk(log.records.slice(3)))).toEqual({ kind: 'done' });
    expect(await factsCount()).toBe(7);
  });

  test('is verified again under another assignment', async () => {
    const handle = handler();
    await handle(chunk(log.records.slice(0, 4)));
    expect(await handle(chunk(log.records.slice(4), 'second'))).toEqual({
      kind: 'seek',
      offset: 3n,
    });
  });

  test('of another log is refused, and nothing is booked', async () => {
    await handler()(chunk(log.records.slice(0, 4)));
    const other = new TestLog(codec).append(...lifeOf(testTransfer(7)), ...lifeOf(testTransfer(8)));
    await expect(handler()(chunk(other.records))).rejects.toMatchObject({
      code: 'RIEL_LOG_DIFFERS',
    });
    expect(await factsCount()).toBe(4);
  });

  test('of another cluster is refused', async () => {
    await handler()(chunk(log.records.slice(0, 4)));
    const handle = handler(projector.projection, 'other-cluster');
    await expect(handle(chunk(log.records))).rejects.toMatchObject({
      code: 'RIEL_CLUSTER_DIFFERS',
    });
  });
});

describe('a database that fails', () => {
  test('for a while is tried again in place, with heartbeats', async () => {
    expect(await handler(failing(3, '40001'))(chunk(log.records))).toEqual({ kind: 'done' });
    expect(heartbeats).toBe(3);
    expect(await factsCount()).toBe(7);
  });

  test('for too long ends the consumer', async () => {
    const handled = handler(failing(4, '57P01'))(chunk(log.records));
    await expect(handled).rejects.toBeInstanceOf(DatabaseUnavailableError);
  });

  test('in a way that does not pass ends the consumer at once', async () => {
    const handled = handler(failing(1, '53100'))(chunk(log.records));
    await expect(handled).rejects.toMatchObject({ code: '53100' });
    expect(heartbeats).toBe(0);
  });

  test('while the partition is taken away leaves its records to others', async () => {
    const handle = handler(failing(1, '40001'));
    isStale = true;
    expect(await handle(chunk(log.records))).toEqual({ kind: 'seek', offset: 0n });
    expect(await factsCount()).toBe(0);
  });
});

test('a schema that the registry does not have stops the partition, and nothing is skipped', async () => {
  let isThere = false;
  const handle = handler({
    ...projector.projection,
    codec: {
      decode: (record) => codec.decode(record),
      prepare: (records) =>
        isThere
          ? codec.prepare(records)
          : Promise.reject(new SchemaUnavailableError('schema id 7', 'unknown')),
    },
  });
  expect(await handle(chunk(log.records))).toEqual({ kind: 'wait', milliseconds: 1 });
  expect(await factsCount()).toBe(0);
  isThere = true;
  expect(await handle(chunk(log.records))).toEqual({ kind: 'done' });
  expect(await factsCount()).toBe(7);
});
