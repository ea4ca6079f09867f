import { sql } from '@riel/database';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import type { TestDatabase } from '../../../test/support/test-database.ts';
import { startRelay } from './index.ts';
import { createFakeKafka } from './testing/fake-kafka.ts';
import { createOutboxBed, createTestLogger, rowOf } from './testing/outbox-bed.ts';
import type { OutboxBed } from './testing/outbox-bed.ts';

let server: TestDatabase;
let bed: OutboxBed;

beforeAll(async () => {
  server = await createTestDatabase({ template: false });
  bed = await createOutboxBed(server.url);
});

afterAll(async () => {
  await bed.close();
  await server.drop();
});

const sizeBytes = async (): Promise<number> => {
  const { rows } = await sql<{ bytes: bigint }>`
    select pg_total_relation_size('shop.outbox') as bytes
  `.execute(bed.database.kysely);
  return Number(rows[0]?.bytes);
};

test('20,000 rows go through, and the table stays as large as one burst of them', async () => {
  const kafka = createFakeKafka();
  const relay = startRelay({
    database: bed.database,
    schema: bed.schema,
    producer: kafka.producer,
    service: 'shop',
    logger: createTestLogger().logger,
    onFatal: () => {},
  });
  const sizes: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const rows = Array.from({ length: 2_000 }, (_, index) =>
      rowOf(`${round}/${index}`, 'x'.repeat(400)),
    );
    await bed.append(...rows);
    relay.wake();
    await vi.waitFor(async () => expect(await bed.count()).toBe(0), { timeout: 20_000 });
    // What autovacuum does by itself after 2,000 dead rows, but at its next minute.
    await sql`vacuum shop.outbox`.execute(bed.database.kysely);
    sizes.push(await sizeBytes());
  }
  await relay.stop();
  expect(kafka.log).toHaveLength(20_000);
  // Without reuse the tenth burst would stand at ten times the first.
  expect(sizes.at(-1)).toBeLessThan(3 * (sizes[0] ?? 0));
  expect(sizes.at(-1)).toBeLessThan(8_000_000);
  const dead = async (): Promise<unknown> => {
    const { rows } = await sql<{ dead: bigint }>`
      select n_dead_tup as dead from pg_stat_user_tables where relname = 'outbox'
    `.execute(bed.database.kysely);
    return rows[0]?.dead;
  };
  await vi.waitFor(async () => expect(await dead()).toBe(0n), { timeout: 20_000 });
});

test('vacuum comes after a fixed number of dead rows and does not lock writers out', async () => {
  const { rows } = await sql<{ options: string[] }>`
    select reloptions as options from pg_class where oid = 'shop.outbox'::regclass
  `.execute(bed.database.kysely);
  expect(rows[0]?.options).toEqual(
    expect.arrayContaining([
      'autovacuum_vacuum_threshold=2000',
      'autovacuum_vacuum_scale_factor=0',
      'autovacuum_vacuum_cost_delay=0',
      'vacuum_truncate=false',
      'fillfactor=100',
    ]),
  );
});

test('polling an empty outbox is one step into its index, however many dead rows lie there', async () => {
  await sql`delete from shop.outbox`.execute(bed.database.kysely);
  const { rows } = await sql<{ 'QUERY PLAN': string }>`
    explain select 1 from shop.outbox order by lane, id limit 1
  `.execute(bed.database.kysely);
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index (Only )?Scan/);
});
