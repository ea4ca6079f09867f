import { createCodec, registerSchemas } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import { connect, migrate, type Database } from '@riel/database';
import type { EventId, Instant } from '@riel/schemas';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { migrations, schema } from '../../migrations/index.ts';
import { createLedgerMarkerConsumer } from './ledger-marker-consumer.ts';
import { loadLedgerInForce } from './ledger-marker-store.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ template: false });
  await migrate({ url: testDatabase.url, schema, migrations, grants: [] });
  database = await connect({ url: testDatabase.url, schema, applicationName: 'test' });
});
afterAll(async () => {
  await database?.close();
  await testDatabase?.drop();
});

it('keeps what the newest markers put into force, however often they are read', async () => {
  const registryUrl = stackAddresses().schemaRegistryUrl;
  await registerSchemas({ registryUrl });
  const names = ['TablesActivated', 'PeriodClosed'] as const;
  const codec = await createCodec({ registryUrl, writes: [...names], reads: [...names] });
  const stamp = (markerNumber: number) => ({
    eventId: `marker-${markerNumber}` as EventId,
    occurredAt: 0 as Instant,
    recordedAt: 0 as Instant,
    markerNumber,
    author: 'accountant',
    reason: null,
  });
  const activated = (markerNumber: number, notice: string) => {
    const tables = canonicalTables({ ...exampleTables, notice });
    const value = { ...stamp(markerNumber), tables, tablesDigest: '' };
    return codec.encode('TablesActivated', value);
  };
  const closed = (markerNumber: number, period: string) => {
    const value = { ...stamp(markerNumber), period, forced: false, reconciliationRunId: null };
    return codec.encode('PeriodClosed', value);
  };
  const handle = createLedgerMarkerConsumer({ executor: database.kysely, codec });
  const read = (...values: Buffer[]) =>
    handle({
      records: values.map((value, index) => ({
        offset: BigInt(index),
        key: null,
        value,
        headers: {},
      })),
      heartbeat: () => Promise.resolve(),
    });

  expect(await loadLedgerInForce(database.kysely)).toBeNull();
  const log = [activated(1, 'one'), Buffer.from('x'), activated(3, 'three'), closed(4, '2026-10')];
  await read(...log);
  await read(activated(2, 'two'), ...log);
  expect(await loadLedgerInForce(database.kysely)).toMatchObject({
    tables: { notice: 'three' },
    closedThrough: '2026-10',
  });
});
