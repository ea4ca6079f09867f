import { Migration } from '@mikro-orm/migrations';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import type { TestDatabase } from '../../../test/support/test-database.ts';
import { connect, migrate, requireMigrated, sql } from './index.ts';
import type { Database, MigrationEntry } from './index.ts';

class CreateThings extends Migration {
  override up(): void {
    this.addSql('create table thing (id bigint primary key)');
  }
}

class AddNotes extends Migration {
  override up(): void {
    this.addSql('alter table thing add column note text');
  }
}

class Broken extends Migration {
  override up(): void {
    this.addSql('create table half (id bigint)');
    this.addSql('create table no such syntax');
  }
}

const first: MigrationEntry[] = [{ name: '001-things', class: CreateThings }];
const both: MigrationEntry[] = [...first, { name: '002-notes', class: AddNotes }];
const schema = 'shop';

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await createTestDatabase({ template: false });
  database = await connect({ url: server.url, schema, applicationName: 'riel-test' });
});

afterEach(async () => {
  await sql`drop schema if exists shop cascade`.execute(database.kysely);
});

afterAll(async () => {
  await database.close();
  await server.drop();
});

test('applies what is missing, in order, and remembers it in the schema itself', async () => {
  const { url } = server;
  expect(await migrate({ url, schema, migrations: first })).toEqual({ applied: ['001-things'] });
  expect(await migrate({ url, schema, migrations: both })).toEqual({ applied: ['002-notes'] });
  expect(await migrate({ url, schema, migrations: both })).toEqual({ applied: [] });
  const { rows } = await sql`select name from shop.migration_history order by id`.execute(
    database.kysely,
  );
  expect(rows).toEqual([{ name: '001-things' }, { name: '002-notes' }]);
});

test('several at once apply everything once', async () => {
  const runs = Array.from({ length: 4 }, () =>
    migrate({ url: server.url, schema, migrations: both }),
  );
  const applied = (await Promise.all(runs)).map((run) => run.applied);
  expect(applied.filter((names) => names.length > 0)).toEqual([['001-things', '002-notes']]);
});

test('a failure takes back everything of its run', async () => {
  const migrations = [...first, { name: '002-broken', class: Broken }];
  await expect(migrate({ url: server.url, schema, migrations })).rejects.toThrow('syntax');
  await expect(
    requireMigrated(database.kysely, { schema, migrations: first }),
  ).rejects.toMatchObject({
    code: 'RIEL_MIGRATIONS_PENDING',
  });
  const { rows } = await sql`select to_regclass('shop.half') as half`.execute(database.kysely);
  expect(rows).toEqual([{ half: null }]);
});

test('grants run each time, also when nothing is pending', async () => {
  const grants = ['create table if not exists shop.granted (id bigint)'];
  await migrate({ url: server.url, schema, migrations: first, grants });
  await sql`drop table shop.granted`.execute(database.kysely);
  await migrate({ url: server.url, schema, migrations: first, grants });
  await expect(sql`select * from shop.granted`.execute(database.kysely)).resolves.toBeDefined();
});

test('a service learns which migrations its schema lacks', async () => {
  await expect(
    requireMigrated(database.kysely, { schema, migrations: both }),
  ).rejects.toMatchObject({
    code: 'RIEL_MIGRATIONS_PENDING',
    missing: ['001-things', '002-notes'],
  });
  await migrate({ url: server.url, schema, migrations: first });
  await expect(
    requireMigrated(database.kysely, { schema, migrations: both }),
  ).rejects.toMatchObject({
    message: expect.stringContaining('002-notes'),
    missing: ['002-notes'],
  });
  await expect(
    requireMigrated(database.kysely, { schema, migrations: first }),
  ).resolves.toBeUndefined();
});

test('another migration that does not end is reported after the limit', async () => {
  await database.transaction(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('riel migrate shop', 0))`.execute(
      transaction,
    );
    const waiting = migrate({
      url: server.url,
      schema,
      migrations: first,
      lockTimeoutMilliseconds: 50,
    });
    await expect(waiting).rejects.toMatchObject({ code: 'RIEL_MIGRATION_LOCK' });
  });
});
