import { sql } from '@riel/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import type { TestDatabase } from '../../../test/support/test-database.ts';
import { createOutboxBed, rowOf } from './testing/outbox-bed.ts';
import type { OutboxBed } from './testing/outbox-bed.ts';

let testDatabase: TestDatabase;
let bed: OutboxBed;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ template: false });
  bed = await createOutboxBed(testDatabase.url);
});

afterAll(async () => {
  await bed?.close();
  await testDatabase?.drop();
});

test('a row is written whatever its trace is, and only a well-formed trace with it', async () => {
  const trace = `${'a'.repeat(32)}-${'b'.repeat(16)}`;
  const traces = [`00-${trace}-01`, `cc-${trace}-01-later\0`, 'no trace\0', 'x'.repeat(2_000_000)];
  await bed.append(...traces.map((traceparent) => rowOf('key', 'value', { traceparent })));
  const { rows } = await sql<{ traceparent: string | null }>`
    select traceparent from shop.outbox order by id
  `.execute(bed.database.kysely);
  const kept = rows.map(({ traceparent }) => traceparent);
  expect(kept).toEqual([`00-${trace}-01`, `00-${trace}-01`, null, null]);
});
