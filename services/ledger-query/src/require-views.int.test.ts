import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { readViews } from './require-views.ts';
import { start } from './start.ts';

let empty: TestDatabase;
let filled: TestDatabase;
beforeAll(async () => {
  [empty, filled] = await Promise.all([
    createTestDatabase({ template: false }),
    createTestDatabase(),
  ]);
});
afterAll(async () => {
  await empty?.drop();
  await filled?.drop();
});

const startOn = ({ url }: TestDatabase) =>
  start({ RIEL_ENV: 'local', LOG_LEVEL: 'silent', DATABASE_URL: url });

test('the read side refuses to start without the views of the ledger, and says which', async () => {
  await expect(startOn(empty)).rejects.toMatchObject({
    code: 'RIEL_VIEWS_MISSING',
    message: expect.stringContaining('ledger.v_partitions'),
  });
  await (await startOn(filled)).stop();
});

test('every view that is read is asked for', () => {
  const folder = new URL('.', import.meta.url).pathname;
  const files = globSync('**/*.ts', { cwd: folder }).filter((name) => !/test/.test(name));
  const texts = files.map((name) => readFileSync(`${folder}${name}`, 'utf8'));
  const named = texts.flatMap((text) => text.match(/ledger\.v_[a-z_]+/g) ?? []);
  expect(new Set(readViews)).toEqual(new Set(named));
});
