import { sql } from '@riel/database';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { fuzzWebhooks } from './fuzz-webhooks.ts';
import { startWebhookBed, type WebhookBed } from './webhook-bed.ts';

// On a busy machine a thousand cases may take a minute.
vi.setConfig({ testTimeout: 240_000 });

let testDatabase: TestDatabase;
let bed: WebhookBed;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  bed = await startWebhookBed({ ...stackAddresses(), databaseUrl: testDatabase.url });
});

afterAll(async () => {
  await bed.stop();
  await testDatabase.drop();
});

it('nothing unsigned is believed, nothing signed is lost, and nothing makes it fail', async () => {
  const { httpUrl } = bed.service;
  const { secret } = bed.stack;
  const report = await fuzzWebhooks({
    httpUrl,
    secret,
    seed: 20_261_124,
    casesCount: 1_000,
    connectionsCount: 16,
  });
  expect(report.failures).toEqual([]);
  const { rows } = await sql<{ digest: string }>`
    select encode(digest, 'hex') as digest from webhook.receipts`.execute(bed.database.kysely);
  expect(new Set(rows.map((row) => row.digest))).toEqual(report.signedDigests);
  const { rows: facts } = await sql<{ count: bigint }>`
    select count(*) as count from webhook.facts fact
     where fact.evidence_id is null or not exists (
       select 1 from webhook.evidence where evidence_id = fact.evidence_id)`.execute(
    bed.database.kysely,
  );
  expect(facts).toEqual([{ count: 0n }]);
});
