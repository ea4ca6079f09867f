import { connect, sql, sqlStateOf } from '@riel/database';
import type { Database } from '@riel/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import { createTestLedger } from '../src/testing/test-ledger.ts';
import type { TestLedger } from '../src/testing/test-ledger.ts';
import { schema } from './index.ts';
import { viewNames } from './views.ts';

const noCodec = {
  prepare: () => Promise.resolve(),
  encode: () => Buffer.alloc(0),
  decode: () => ({ kind: 'undecodable', code: '', reason: '' }) as const,
};
let ledger: TestLedger;
const databases = new Map<string, Database>();

beforeAll(async () => {
  ledger = await createTestLedger(await createTestDatabase({ template: false }), noCodec);
  const urls = {
    owner: ledger.ownerUrl,
    projector: ledger.urlOf('riel_projector'),
    query: ledger.urlOf('riel_query'),
  };
  for (const [name, url] of Object.entries(urls)) {
    databases.set(name, await connect({ url, schema, applicationName: `test-${name}` }));
  }
  await run(
    'owner',
    `insert into ledger.accounts (code, currency, tables_number)
     values ('assets:mono:acc', 'COP', 1), ('liabilities:payouts', 'COP', 1), ('usd', 'USD', 1)`,
  );
  await run('owner', `insert into ledger.postings values ${lines(1, [5, 1], [-5, 2])}`);
});

afterAll(async () => {
  await Promise.all([...databases.values()].map((database) => database.close()));
  await ledger.drop();
});

const run = async (who: string, statement: string): Promise<unknown[]> =>
  (await sql.raw(statement).execute(databases.get(who)!.kysely)).rows;

const stateOf = (who: string, statement: string): Promise<string | null> =>
  run(who, statement).then(() => null, sqlStateOf);

/** Postings of one entry: amount and account of each line. */
const lines = (factId: number, ...postings: readonly (readonly [number, number])[]): string =>
  postings
    .map(
      ([amount, account], line) =>
        `(${factId}, ${amount}, ${account}, '2026-10-05', 'settled', 0, ${line})`,
    )
    .join(', ');

describe('an entry', () => {
  const insert = 'insert into ledger.postings values';

  test('that balances per currency is taken', async () => {
    expect(await stateOf('projector', `${insert} ${lines(2, [7, 1], [-7, 2])}`)).toBeNull();
  });

  test.each([
    ['does not balance', lines(3, [7, 1], [-6, 2])],
    ['balances over two currencies only', lines(3, [7, 1], [-7, 3])],
    ['balances only with another entry', `${lines(3, [7, 1])}, ${lines(4, [-7, 2])}`],
    ['names no account', lines(3, [7, 99], [-7, 99])],
    ['has a line of nothing', lines(3, [7, 1], [-7, 2], [0, 1])],
  ])('that %s is refused, also from the owner', async (_, values) => {
    expect(await stateOf('projector', `${insert} ${values}`)).toBe('23514');
    expect(await stateOf('owner', `${insert} ${values}`)).toBe('23514');
  });

  test('cannot be booked in halves', async () => {
    const halves = databases.get('projector')!.transaction(async (transaction) => {
      await sql.raw(`${insert} ${lines(5, [7, 1])}`).execute(transaction);
      await sql.raw(`${insert} (5, -7, 2, '2026-10-05', 'settled', 0, 1)`).execute(transaction);
    });
    expect(await halves.then(() => null, sqlStateOf)).toBe('23514');
  });
});

describe('what is booked', () => {
  const tables = [
    'facts',
    'postings',
    'reversals',
    'marks',
    'set_aside',
    'tables',
    'closings',
    'closing_sums',
  ];

  test.each(tables)('%s cannot be changed, not even by the owner', async (table) => {
    const column = table === 'tables' ? 'marker_number' : 'fact_id';
    const statements = [
      `update ledger.${table} set ${column} = ${column}`,
      `delete from ledger.${table}`,
      `truncate ledger.${table}`,
    ];
    for (const statement of statements) {
      expect(await stateOf('projector', statement)).toBe('42501');
      expect(await stateOf('owner', statement)).toBe('42501');
    }
  });

  test('cannot be dropped, and its triggers not disabled, by the projector', async () => {
    expect(await stateOf('projector', 'drop table ledger.postings')).toBe('42501');
    const disable = 'alter table ledger.postings disable trigger all';
    expect(await stateOf('projector', disable)).toBe('42501');
  });

  test.each(['partitions', 'subjects', 'balances', 'accounts', 'markers'])(
    'no row of %s can be deleted by the projector',
    async (table) => {
      expect(await stateOf('projector', `delete from ledger.${table}`)).toBe('42501');
    },
  );
});

test('a final transfer with something in clearing is refused', async () => {
  const insert = (isFinal: boolean): string =>
    `insert into ledger.subjects (partition_id, subject_key, kind, state, is_final, clearing_held,
       first_date, fact_numbers, encoded)
     values (1024, 'transfer-${isFinal}', 'transfer', 'settled', ${isFinal}, 5, '2026-10-05',
       '{}', '')`;
  expect(await stateOf('projector', insert(true))).toBe('23514');
  expect(await stateOf('projector', insert(false))).toBeNull();
});

describe('a reader', () => {
  test.each(viewNames)('may read the view %s', async (view) => {
    expect(await stateOf('query', `select * from ledger.${view}`)).toBeNull();
  });

  test('may read no table and write nothing', async () => {
    const tables = (await run(
      'owner',
      `select tablename as name from pg_tables where schemaname = 'ledger'
         and tablename <> 'migration_history'`,
    )) as { name: string }[];
    expect(tables.length).toBeGreaterThan(8);
    for (const { name } of tables) {
      expect(await stateOf('query', `select from ledger.${name}`)).toBe('42501');
    }
    expect(await stateOf('query', 'delete from ledger.v_facts')).toBe('42501');
  });

  test('finds every view of the schema among the published ones', async () => {
    const views = await run('owner', `select viewname from pg_views where schemaname = 'ledger'`);
    expect(views).toHaveLength(viewNames.length);
  });
});
