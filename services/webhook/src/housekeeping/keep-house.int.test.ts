import { randomUUID } from 'node:crypto';
import { connect, sql, type Database } from '@riel/database';
import { createLogger, parseInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { ensureEvidenceMonths, keepHouse } from './keep-house.ts';

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = await connect({
    url: testDatabase.url,
    schema: 'webhook',
    applicationName: 'webhook-test',
  });
});

afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const at = (text: string): Instant => parseInstant(text)!;
const logger = createLogger({ service: 'test', level: 'silent' });

async function addEvidence(receivedOn: string): Promise<void> {
  await sql`
    insert into webhook.evidence values (${randomUUID()}, ${receivedOn}, 0, 'x', 0, false,
      '\\x00', 's', ${randomUUID()}, '\\x00', '\\x00')`.execute(database.kysely);
}

async function placesOf(receivedOn: string): Promise<readonly string[]> {
  const { rows } = await sql<{ place: string }>`
    select tableoid::regclass::text as place from webhook.evidence
     where received_on = ${receivedOn}::date`.execute(database.kysely);
  return rows.map((row) => row.place.replace(/^webhook\./, ''));
}

async function months(): Promise<readonly string[]> {
  const { rows } = await sql<{ relname: string }>`
    select relname from pg_class where relnamespace = 'webhook'::regnamespace
       and relname ~ '^evidence_[0-9]{4}_[0-9]{2}$' order by relname`.execute(database.kysely);
  return rows.map((row) => row.relname);
}

const keep = (now: Instant) =>
  keepHouse({
    database,
    logger,
    now: () => now,
    evidenceRetentionYears: 10,
    rowsMax: 2,
    retentionDays: {
      receipts: 35,
      facts: 400,
      monoTransfers: 400,
      unmatchedFacts: 400,
      unlinkedFacts: 400,
      collectionLinks: 400,
    },
  });

describe('months of evidence', () => {
  it('follow the calendar of Bogota: the month changes five hours after UTC', async () => {
    await ensureEvidenceMonths(database, at('2024-03-01T04:59:59Z'));
    expect(await months()).toEqual(['evidence_2024_02', 'evidence_2024_03']);
    await ensureEvidenceMonths(database, at('2024-03-01T05:00:00Z'));
    expect(await months()).toEqual(['evidence_2024_02', 'evidence_2024_03', 'evidence_2024_04']);
    await addEvidence('2024-02-29');
    await addEvidence('2024-03-01');
    expect(await placesOf('2024-02-29')).toEqual(['evidence_2024_02']);
    expect(await placesOf('2024-03-01')).toEqual(['evidence_2024_03']);
  });

  it('take over what came before they were there', async () => {
    await addEvidence('2024-06-30');
    await addEvidence('2024-07-01');
    expect(await placesOf('2024-07-01')).toEqual(['evidence_other']);
    await Promise.all(
      [1, 2, 3].map(() => ensureEvidenceMonths(database, at('2024-07-10T12:00:00Z'))),
    );
    expect(await placesOf('2024-06-30')).toEqual(['evidence_other']);
    expect(await placesOf('2024-07-01')).toEqual(['evidence_2024_07']);
  });

  it('are dropped whole when ten years have passed, and not a day before', async () => {
    await ensureEvidenceMonths(database, at('2015-01-15T12:00:00Z'));
    await addEvidence('2015-02-28');
    await keep(at('2025-02-28T23:00:00Z'));
    expect(await placesOf('2015-02-28')).toHaveLength(1);
    await keep(at('2025-03-01T23:00:00Z'));
    expect(await placesOf('2015-02-28')).toEqual([]);
    expect(await months()).not.toContain('evidence_2015_02');
  });

  it('are never dropped sooner, whoever asks', async () => {
    const asking = sql`select webhook.drop_evidence_months(9, current_date)`;
    await expect(asking.execute(database.kysely)).rejects.toMatchObject({ code: '22023' });
    const ahead = sql`select webhook.drop_evidence_months(10, current_date + 400)`;
    await expect(ahead.execute(database.kysely)).rejects.toMatchObject({ code: '22023' });
  });
});

it('rows that have served are deleted, a few at a time, until none is left', async () => {
  const now = at('2026-05-01T00:00:00Z');
  const day = 86_400_000_000;
  for (const age of [34, 36, 37, 38, 39, 40]) {
    await sql`
      insert into webhook.receipts values (decode(md5(${String(age)}), 'hex'), ${randomUUID()},
        'x', 'event', null, 's', 0, ${BigInt(now - age * day)}, 0, 1)`.execute(database.kysely);
  }
  await sql`
    insert into webhook.facts (event_id, event_name, object_id, occurred_at, recorded_at)
    values (${randomUUID()}, 'x', 'old', 0, ${BigInt(now - 401 * day)}),
           (${randomUUID()}, 'x', 'young', 0, ${BigInt(now - 399 * day)})`.execute(database.kysely);
  await keep(now);
  const { rows: receipts } = await sql`select 1 from webhook.receipts`.execute(database.kysely);
  expect(receipts).toHaveLength(1);
  const { rows: facts } = await sql<{ object_id: string }>`
    select object_id from webhook.facts`.execute(database.kysely);
  expect(facts).toEqual([{ object_id: 'young' }]);
});
