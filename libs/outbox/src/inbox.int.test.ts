import { connect, Migration, migrate, sql } from '@riel/database';
import type { Database, Transaction } from '@riel/database';
import type { Chunk, Kafka } from '@riel/kafka';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import type { TestDatabase } from '../../../test/support/test-database.ts';
import { createInbox } from './inbox.ts';
import { inboxTables } from './inbox-tables.ts';

class CreateInbox extends Migration {
  override up(): void {
    inboxTables('shop').forEach((statement) => this.addSql(statement));
    this.addSql('create table shop.seen (record_offset bigint primary key)');
  }
}

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await createTestDatabase({ template: false });
  const { url } = server;
  await migrate({ url, schema: 'shop', migrations: [{ name: '1', class: CreateInbox }] });
  database = await connect({ url, schema: 'shop', applicationName: 'riel-test' });
});
afterAll(async () => {
  await database?.close();
  await server?.drop();
});
beforeEach(async () => {
  await sql`truncate shop.consumed_offsets, shop.seen`.execute(database.kysely);
});

/** A chunk of records with these offsets. */
const chunk = (first: number, last: number, more: Partial<Chunk> = {}): Chunk => ({
  topic: 'orders',
  partition: 0,
  assignment: 'one',
  records: Array.from({ length: last - first + 1 }, (_, index) => ({
    offset: BigInt(first + index),
    key: null,
    value: null,
    headers: {},
  })),
  highWatermark: 100n,
  heartbeat: () => Promise.resolve(),
  isStale: () => false,
  ...more,
});

/** A broker that holds the records from an offset on. */
const brokerFrom = (low: number): Kafka => {
  const admin = {
    connect: () => Promise.resolve(),
    disconnect: () => Promise.resolve(),
    fetchTopicOffsets: () => Promise.resolve([{ partition: 0, low: `${low}`, high: '100' }]),
  };
  return { client: { admin: () => admin } } as unknown as Kafka;
};

const expired: bigint[] = [];

const open = (low = 0) =>
  createInbox({
    database,
    schema: 'shop',
    kafka: brokerFrom(low),
    onExpired: ({ count }) => void expired.push(count),
    prepare: ({ records }) => Promise.resolve(records),
    write: async (transaction, records) => {
      const offsets = records.map(({ offset }) => offset);
      await sql`
        insert into shop.seen select * from unnest(${offsets}::bigint[])
      `.execute(transaction);
    },
  });

const seen = async (): Promise<readonly number[]> => {
  const { rows } = await sql<{ record_offset: bigint }>`
    select record_offset from shop.seen order by 1
  `.execute(database.kysely);
  return rows.map((row) => Number(row.record_offset));
};

test('what was read is dropped, by a late reader and by a new one', async () => {
  const [first, second] = [open(), open()];
  await first(chunk(0, 2));
  await second(chunk(0, 4, { assignment: 'two' }));
  await first(chunk(1, 3));
  expect(await seen()).toEqual([0, 1, 2, 3, 4]);
});

test('a reader that begins too late goes back to where the database stands', async () => {
  await open()(chunk(0, 2));
  expect(await open()(chunk(5, 6, { assignment: 'two', highWatermark: 7n }))).toEqual({
    kind: 'seek',
    offset: 3n,
  });
  expect(await seen()).toEqual([0, 1, 2]);
});

test('a reader begins at the oldest record that is left, and says how many it missed', async () => {
  const first = open(5);
  expect(await first(chunk(7, 8))).toEqual({ kind: 'seek', offset: 5n });
  expect(await first(chunk(5, 8))).toEqual({ kind: 'done' });
  const later = open(12);
  expect(await later(chunk(13, 14, { assignment: 'two' }))).toEqual({ kind: 'seek', offset: 12n });
  await later(chunk(12, 14, { assignment: 'two' }));
  expect(await seen()).toEqual([5, 6, 7, 8, 12, 13, 14]);
  expect(expired).toEqual([3n]);
});

test('a topic that is shorter than what was read of it is refused', async () => {
  await open()(chunk(0, 5));
  await expect(open()(chunk(0, 1, { assignment: 'two', highWatermark: 2n }))).rejects.toMatchObject(
    {
      code: 'RIEL_LOG_TRUNCATED',
    },
  );
});

test('a database that forgets what it had under a running reader is told again', async () => {
  const inbox = open();
  await inbox(chunk(0, 2));
  await inbox(chunk(3, 5));
  // A failover to a replica that lacked the last commit.
  await sql`delete from shop.seen where record_offset >= 3`.execute(database.kysely);
  await sql`update shop.consumed_offsets set next_offset = 3`.execute(database.kysely);
  expect(await inbox(chunk(6, 8))).toEqual({ kind: 'seek', offset: 3n });
  expect(await seen()).toEqual([0, 1, 2]);
  await inbox(chunk(3, 8));
  expect(await seen()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test('records that mean nothing move the offset once in a while, and what was skipped is read again', async () => {
  let time = 0;
  const wanted = new Set([4n]);
  const options = {
    database,
    schema: 'shop',
    kafka: brokerFrom(0),
    idleMoveMilliseconds: 1_000,
    clock: () => time,
    prepare: ({ records }: Chunk) =>
      Promise.resolve(records.filter(({ offset }) => wanted.has(offset))),
    write: async (transaction: Transaction) => {
      await sql`insert into shop.seen values (4)`.execute(transaction);
    },
  };
  const inbox = createInbox(options);
  const offset = async (): Promise<unknown> =>
    (await sql`select next_offset from shop.consumed_offsets`.execute(database.kysely)).rows[0];
  await inbox(chunk(0, 0));
  expect(await offset()).toEqual({ next_offset: 1n });
  await inbox(chunk(1, 1));
  expect(await offset()).toEqual({ next_offset: 1n });
  time = 1_000;
  await inbox(chunk(2, 2));
  expect(await offset()).toEqual({ next_offset: 3n });
  await inbox(chunk(3, 3));
  await inbox(chunk(4, 4));
  expect(await offset()).toEqual({ next_offset: 5n });
  await inbox(chunk(5, 5));
  // Another reader begins where the database stands, not where the first one was.
  expect(await createInbox(options)(chunk(6, 6, { assignment: 'two' }))).toEqual({
    kind: 'seek',
    offset: 5n,
  });
  expect(await seen()).toEqual([4]);
});
