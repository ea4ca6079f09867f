import { randomUUID } from 'node:crypto';
import { createCodec, registerSchemas } from '@riel/avro';
import type { Codec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import type { Database } from '@riel/database';
import { createKafka, createProducer, ensureTopics } from '@riel/kafka';
import type { Kafka, Producer } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { bookedTopics, TRANSFERS_TOPIC } from '@riel/schemas';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { bookedEventNames } from '../projection/booked-topics.ts';
import type { BookedEventName } from '../projection/read-record.ts';
import { declined, lifeOf, requested, settled, testTransfer } from '../testing/events.ts';
import { connectAsOwner, tamper } from '../testing/tamper.ts';
import { createTestLedger } from '../testing/test-ledger.ts';
import type { TestLedger } from '../testing/test-ledger.ts';
import { periodClosed, tablesActivated, TestLog } from '../testing/test-log.ts';
import { rebuildLedger } from './rebuild-ledger.ts';
import type { RebuildOptions, RebuildReport } from './rebuild-ledger.ts';

const partitions = [0, 1];
/** The example without its last tariff. */
const nextTables = canonicalTables({
  ...exampleTables,
  tariffs: exampleTables.tariffs.slice(0, -1),
});
let codec: Codec<BookedEventName, BookedEventName>;
let kafka: Kafka;
let producer: Producer;
let topicPrefix: string;
let ledgers: TestLedger[];
let open: Database[];
let source: Database;

beforeAll(async () => {
  const { kafkaBrokers: brokers, schemaRegistryUrl: registryUrl } = stackAddresses();
  await registerSchemas({ registryUrl });
  codec = await createCodec({ registryUrl, writes: bookedEventNames, reads: bookedEventNames });
  kafka = createKafka({
    brokers,
    clientId: 'test-rebuild',
    logger: createLogger({ service: 'test', level: 'silent' }),
  });
  producer = createProducer(kafka);
});

afterAll(() => producer.stop());

/** The source: booked in small chunks, with gaps between offsets as a broker may leave them. */
beforeEach(async () => {
  [ledgers, open] = [[], []];
  topicPrefix = `test.${randomUUID()}.`;
  await ensureTopics(
    kafka,
    bookedTopics.map(({ name }) => ({
      name: `${topicPrefix}${name}`,
      partitions: name === TRANSFERS_TOPIC ? partitions.length : 1,
      replicationFactor: 1,
    })),
  );
  source = await emptyLedger();
  const [projectorLedger] = ledgers;
  const projector = await projectorLedger!.openProjector();
  for (const partition of partitions) {
    const log = logOf(partition);
    for (const chunk of log.chunks([1, 2, 3])) {
      await projector.book(chunk, partition);
    }
    await copyToBroker(log, partition);
  }
  return async () => {
    await Promise.all(open.map((database) => database.close()));
    await Promise.all(ledgers.map((ledger) => ledger.drop()));
  };
});

const emptyLedger = async (): Promise<Database> => {
  const ledger = await createTestLedger(await createTestDatabase({ template: false }), codec);
  ledgers.push(ledger);
  const database = await connectAsOwner(ledger.ownerUrl);
  open.push(database);
  return database;
};

const logOf = (partition: number): TestLog => {
  const of = (number: number) => testTransfer(number * 10 + partition);
  return new TestLog(codec)
    .append(tablesActivated(1, canonicalTables(exampleTables)))
    .append(...lifeOf(of(1)))
    .skipOffsets(5n)
    .append(requested(of(2)), settled(of(2), 'turbo'))
    .appendBytes(Buffer.from('garbage'))
    .append(requested(of(3)), declined(of(3)), requested(of(4)))
    .repeat(2)
    .append(tablesActivated(2, nextTables))
    .append(periodClosed(3, '2026-09'))
    .append(...lifeOf(of(9_000)));
};

/** The bytes as another cluster would hold them: other offsets, and a repetition more. */
const copyToBroker = async (log: TestLog, partition: number): Promise<void> => {
  const records = log.records.map(({ key, value }) => ({
    key: key ?? '',
    value: value ?? Buffer.alloc(0),
    headers: {},
    partition,
  }));
  const [marker, ...rest] = records;
  const topic = `${topicPrefix}${TRANSFERS_TOPIC}`;
  await producer.send([{ topic, records: [marker!, marker!, ...rest] }]);
};

const rebuild = async (more: Partial<RebuildOptions> = {}): Promise<RebuildReport> =>
  rebuildLedger({ kafka, codec, source, target: await emptyLedger(), topicPrefix, ...more });

test('a copy of the log on other offsets gives the same bytes, whatever the chunks', async () => {
  const [large, small] = [
    await rebuild(),
    await rebuild({ chunkRecordsMax: 4, chunksConcurrentlyMax: 1 }),
  ];
  expect(large.differences).toEqual([]);
  expect(small.differences).toEqual([]);
  expect(small.heads).toEqual(large.heads);
  expect(large.facts).toBe(2 * 15);
  expect(large.comparedRows).toBeGreaterThan(100);
});

test('what was changed by hand in the source is named', async () => {
  await tamper(
    source,
    `update ledger.balances set debit = debit + 1 where account_id = 1 and partition_id = 1024`,
    `update ledger.facts set occurred_at = occurred_at + 1 where fact_id = (1025::bigint << 40) + 3`,
    `update ledger.subjects set fees = fees + 1 where partition_id = 1025 and state = 'settled'`,
  );
  const { differences } = await rebuild();
  expect(differences.map(({ rows, place }) => [rows, place])).toEqual([
    ['balances', 'riel.transfers.v1, partition 0'],
    ['facts', 'riel.transfers.v1, partition 1'],
    ['subjects', 'riel.transfers.v1, partition 1'],
  ]);
});

test('a source that has booked more than the log holds differs', async () => {
  const projector = await ledgers[0]!.openProjector();
  const more = new TestLog(codec).skipOffsets(100n).append(...lifeOf(testTransfer(777)));
  await projector.book(more.records, 0);
  const { differences } = await rebuild();
  expect(differences.map(({ rows }) => rows)).toEqual(
    expect.arrayContaining(['partitions', 'subjects', 'balances']),
  );
});

test('only an empty ledger is filled', async () => {
  await expect(rebuild({ target: source })).rejects.toMatchObject({ code: 'RIEL_REBUILD_TARGET' });
});
