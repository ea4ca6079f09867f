import { connect, sql, type Database } from '@riel/database';
import { createLogger } from '@riel/runtime';
import type { AnyEvent, MonoAccountId } from '@riel/schemas';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { createTimeline } from './testing/faults/timeline.ts';
import { createQuietMono, workThrough } from './testing/quiet-world.ts';
import { createTestGateway, testApiKey } from './testing/test-gateway.ts';
import { canaryPayee, createTestRequests, type TestRequests } from './testing/test-requests.ts';

let requests: TestRequests;
const timeline = createTimeline();
const { now } = timeline;
const ended: (() => Promise<void>)[] = [];

beforeAll(async () => {
  requests = await createTestRequests();
});

afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end();
});

async function givenDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  ended.push(() => database.drop());
  return database;
}

async function open({ url }: Pick<TestDatabase, 'url'>): Promise<Database> {
  const database = await connect({ url, schema: 'gateway', applicationName: 'gateway-test' });
  ended.push(() => database.close());
  return database;
}

const requestOf = (idempotencyKey: string): AnyEvent & { name: 'TransferRequested' } => ({
  name: 'TransferRequested',
  value: requests.request({ idempotencyKey, at: now() }),
});

it('lets no key, payee or body out, whatever goes wrong', async () => {
  const lines: string[] = [];
  const logger = createLogger({
    service: 'test',
    level: 'trace',
    destination: { write: (line) => void lines.push(line) },
  });
  const database = await open(await givenDatabase());
  const mono = createQuietMono(timeline, { faults: 0.8, forgetsKeys: true });
  const gateway = createTestGateway({ database, requests, now, logger, transport: mono });
  await gateway.keys.register();
  const sent = Array.from({ length: 12 }, (_, index) => requestOf(`canary-${index}`));
  await gateway.consume(sent, 0n);
  const lane = await gateway.takeLane(sent[0]?.value.monoAccountId as MonoAccountId);
  await workThrough(lane, timeline);
  gateway.keys.refused(testApiKey.id);
  expect(lines.length).toBeGreaterThan(0);

  const tables = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'gateway'`.execute(database.kysely);
  const stored: string[] = [];
  for (const { name } of tables.rows) {
    // Requests are in the log's own form, in which a test writes no Avro; their payees are sealed.
    const { rows } = await sql<{ text: string }>`
      select convert_from(convert_to(t::text, 'UTF8'), 'UTF8') as text
        from ${sql.table(`gateway.${name}`)} t`.execute(database.kysely);
    stored.push(...rows.map(({ text }) => text));
  }
  const everything = [...lines, ...stored, await gateway.metrics.text()].join('\n');
  const canaries = [testApiKey.secret, ...Object.values(canaryPayee), 'canary-message'];
  for (const canary of canaries.filter((text) => text.length > 3)) {
    expect(everything).not.toContain(canary);
    // Bytes of a column are shown as hexadecimal.
    expect(everything).not.toContain(Buffer.from(canary).toString('hex'));
  }
});
