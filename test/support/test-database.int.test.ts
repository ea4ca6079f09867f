import { Client } from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase } from './test-database.ts';
import { stackAddresses } from './stack-addresses.ts';

async function databaseCount(url: string, name: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const answer = await client.query('select 1 from pg_database where datname = $1', [name]);
    return answer.rowCount ?? 0;
  } finally {
    await client.end();
  }
}

test('an empty database is made, reached by its address, and removed', async () => {
  const database = await createTestDatabase({ template: false });
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const answer = await client.query<{ name: string }>('select current_database() as name');
  expect(answer.rows).toEqual([{ name: database.name }]);
  await client.end();

  await database.drop();
  await database.drop();

  expect(await databaseCount(stackAddresses().databaseUrl, database.name)).toBe(0);
});

test('a copy of the template holds the tables of the services and is of its own', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const client = new Client({ connectionString: one.url });
  await client.connect();
  const answer = await client.query<{ tables: string }>(
    `select count(*) as tables from pg_tables where schemaname = 'ledger'`,
  );
  expect(Number(answer.rows[0]?.tables)).toBeGreaterThan(3);
  await client.end();
  expect(one.name).not.toBe(other.name);
  await Promise.all([one.drop(), other.drop()]);
});
