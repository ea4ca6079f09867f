import { connect, requireMigrated, sql } from '@riel/database';
import type { Database } from '@riel/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { createTestDatabase } from '../../../../test/support/test-database.ts';
import type { TestDatabase } from '../../../../test/support/test-database.ts';
import { deployDatabase } from './deploy-database.ts';
import { serviceSchemas } from './service-schemas.ts';

let target: TestDatabase;
let database: Database;

beforeAll(async () => {
  target = await createTestDatabase({ template: false });
  database = await connect({ url: target.url, schema: 'public', applicationName: 'riel-test' });
});

afterAll(async () => {
  await database.close();
  await target.drop();
});

async function deployed(): Promise<readonly string[]> {
  const lines: string[] = [];
  await deployDatabase({ databaseUrl: target.url, print: (line) => lines.push(line) });
  return lines;
}

const schemaLines = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => line.startsWith('schema '));

describe('deployDatabase', () => {
  test('two at once bring every schema up to date, one after the other', async () => {
    const both = (await Promise.all([deployed(), deployed()])).map(schemaLines);
    const [first, second] = both[0]?.[0]?.includes('applied') ? both : both.toReversed();
    expect(first).toHaveLength(serviceSchemas.length);
    expect(first?.every((line) => line.includes('applied'))).toBe(true);
    expect(second?.every((line) => line.endsWith(': up to date'))).toBe(true);
  });

  test('what a service asks for at its start is there', async () => {
    const checks = serviceSchemas.map((each) => requireMigrated(database.kysely, each));
    await expect(Promise.all(checks)).resolves.toHaveLength(serviceSchemas.length);
  });

  test('run again it changes nothing', async () => {
    const lines = schemaLines(await deployed());
    expect(lines).toEqual(serviceSchemas.map(({ schema }) => `schema ${schema}: up to date`));
  });

  test('no line holds an address or a password', async () => {
    const { password, host } = new URL(target.url);
    const text = (await deployed()).join('\n');
    expect(text).not.toContain(host);
    expect(text).not.toContain(`:${password}@`);
  });

  test('nobody but the owner may change what is booked', async () => {
    const { rows } = await sql<{ role: string }>`
      select rolname as role from pg_roles
       where rolname like 'riel\\_%' and not rolsuper and not rolcanlogin
         and (has_table_privilege(rolname, 'ledger.postings', 'update')
           or has_table_privilege(rolname, 'ledger.postings', 'delete'))
    `.execute(database.kysely);
    expect(rows).toEqual([]);
  });
});
