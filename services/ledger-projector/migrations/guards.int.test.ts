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
  // Two partitions with a fact each, one of which has closed a month.
  await run(
    'owner',
    `insert into ledger.partitions (partition_id, topic, partition, cluster_id, chain_number,
         chain_hash, closed_through)
     select 1024 + number, 'topic', number, 'cluster', 1, sha256(''),
            case number when 0 then '2026-09' end
       from generate_series(0, 1) as number`,
  );
  await run(
    'owner',
    `insert into ledger.facts (fact_id, log_offset, event_id, partition_id, variant, event_name,
         subject_key, digest, chain_hash)
     values (${place(1)}, 0, gen_random_uuid(), 1024, 0, 'TransferRequested', 'transfer',
             sha256(''), sha256(''))`,
  );
});

afterAll(async () => {
  await Promise.all([...databases.values()].map((database) => database.close()));
  await ledger.drop();
});

const run = async (who: string, statement: string): Promise<unknown[]> =>
  (await sql.raw(statement).execute(databases.get(who)!.kysely)).rows;

const stateOf = (who: string, statement: string): Promise<string | null> =>
  run(who, statement).then(() => null, sqlStateOf);

/** SQLSTATE and what refused; null if the statement was taken. */
const refusalOf = (who: string, statement: string): Promise<string | null> =>
  run(who, statement).then(
    () => null,
    (error: unknown) => `${sqlStateOf(error)} ${constraintOf(error)}`,
  );

const constraintOf = (error: unknown): string => {
  const { constraint, cause } = error as { constraint?: string; cause?: unknown };
  return constraint ?? (cause === undefined ? '' : constraintOf(cause));
};

/** What refused it to the service and to the owner alike; null if one of them may do it. */
const refusalOfAll = async (statement: string): Promise<string | null> => {
  const [projector, owner] = [
    await refusalOf('projector', statement),
    await refusalOf('owner', statement),
  ];
  return projector === owner ? projector : null;
};

/** Id of a fact. */
const place = (chainNumber: number, partitionId = 1024): bigint =>
  (BigInt(partitionId) << 40n) + BigInt(chainNumber);

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
    ['lacks a line', lines(3, [7, 1], [-7, 2]).replace(/1\)$/, '2)')],
    ['has lines of two kinds', lines(3, [7, 1], [-7, 2]).replace('settled', 'fee')],
    ['has lines of two dates', lines(3, [7, 1], [-7, 2]).replace('2026-10-05', '2026-10-06')],
  ])('that %s is refused, also from the owner', async (_, values) => {
    expect(await refusalOfAll(`${insert} ${values}`)).toBe('23514 postings_balance');
  });

  test('with a line of nothing is refused, also from the owner', async () => {
    const values = lines(3, [7, 1], [-7, 2], [0, 1]);
    expect(await refusalOfAll(`${insert} ${values}`)).toBe('23514 postings_amount_check');
  });

  test('is not added to a fact that was booked before', async () => {
    const behind = lines(2, [7, 1], [-7, 2]).replaceAll('(2,', `(${place(1)},`);
    expect(await refusalOfAll(`${insert} ${behind}`)).toBe('23514 postings_place');
    const next = behind.replaceAll(`(${place(1)},`, `(${place(2)},`);
    expect(await stateOf('projector', `${insert} ${next}`)).toBeNull();
  });

  test('is not dated into a month that its partition has closed', async () => {
    const closed = lines(2, [7, 1], [-7, 2])
      .replaceAll('(2,', `(${place(3)},`)
      .replaceAll('2026-10-05', '2026-09-30');
    expect(await refusalOfAll(`${insert} ${closed}`)).toBe('23514 postings_place');
    // Another partition has its own months.
    const elsewhere = closed.replaceAll(`${place(3)}`, `${place(3, 1025)}`);
    expect(await stateOf('projector', `${insert} ${elsewhere}`)).toBeNull();
  });

  test('cannot be booked in halves', async () => {
    const halves = databases.get('projector')!.transaction(async (transaction) => {
      await sql.raw(`${insert} ${lines(5, [7, 1])}`).execute(transaction);
      await sql.raw(`${insert} (5, -7, 2, '2026-10-05', 'settled', 0, 1)`).execute(transaction);
    });
    expect(await halves.then(() => null, sqlStateOf)).toBe('23514');
  });
});

describe('a fact', () => {
  /** A row like that of the fact that is booked, with other values in some columns. */
  const fact = (other: Readonly<Record<string, string>>): string => {
    const columns = ['fact_id', 'log_offset', 'event_id', 'partition_id', 'variant', 'event_name'];
    const names = [...columns, 'subject_key', 'digest', 'chain_hash'];
    return `insert into ledger.facts (${names.join()})
      select ${names.map((name) => other[name] ?? name).join()} from ledger.facts
       where fact_id = ${place(1)}`;
  };

  test('is taken once: not under another number, not under its own', async () => {
    expect(await refusalOfAll(fact({ fact_id: `${place(2)}` }))).toBe(
      '23505 facts_partition_id_event_id_variant_key',
    );
    expect(await refusalOfAll(fact({ event_id: 'gen_random_uuid()' }))).toBe('23505 facts_pkey');
  });

  test('has a number of its own partition', async () => {
    const other = { fact_id: `${place(2)}`, event_id: 'gen_random_uuid()', partition_id: '1025' };
    expect(await refusalOfAll(fact(other))).toBe('23514 facts_check');
  });

  test('that is another is taken', async () => {
    const other = { fact_id: `${place(2)}`, event_id: 'gen_random_uuid()' };
    expect(await stateOf('projector', fact(other))).toBeNull();
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

  test.each(tables)('%s may be added to by the projector alone', async (table) => {
    const privileges = await run(
      'owner',
      `select role, privilege from unnest(array['riel_projector', 'riel_query', 'riel_reconciliation',
           'riel_command', 'riel_gateway', 'riel_webhook', 'public']) as role,
         unnest(array['insert', 'update', 'delete', 'truncate']) as privilege
        where has_table_privilege(role, 'ledger.${table}', privilege)`,
    );
    expect(privileges).toEqual([{ role: 'riel_projector', privilege: 'insert' }]);
  });

  test('an anchor cannot be changed but for the note that it was published', async () => {
    const line = `update ledger.anchors set line = ''`;
    expect(await stateOf('projector', line)).toBe('42501');
    expect(await stateOf('owner', line)).toBe('42501');
    expect(await stateOf('owner', 'delete from ledger.anchors')).toBe('42501');
    expect(await stateOf('projector', 'update ledger.anchors set published_at = 1')).toBeNull();
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

describe('a balance', () => {
  const add = (debit: string): string =>
    `insert into ledger.balances values (1, '2026-10-05', '2026-10-05', 1024, ${debit}, 0)`;

  test('is one row per account, dates and partition, and never negative', async () => {
    expect(await stateOf('projector', add('5'))).toBeNull();
    expect(await refusalOfAll(add('5'))).toBe('23505 balances_pkey');
    expect(await refusalOfAll(add('-5'))).toBe('23514 balances_debit_check');
  });

  test('holds sums that no posting holds', async () => {
    const more = `update ledger.balances set debit = debit + ${2n ** 63n - 1n}`;
    expect(await stateOf('projector', more)).toBeNull();
    expect(await stateOf('projector', more)).toBeNull();
    const sums = await run('owner', 'select debit::text from ledger.v_balances');
    expect(sums).toEqual([{ debit: `${5n + 2n ** 64n - 2n}` }]);
  });
});

test('a subject is one row', async () => {
  const again = `insert into ledger.subjects (partition_id, subject_key, kind, state, is_final,
      first_date, fact_numbers, encoded)
    select partition_id, subject_key, kind, state, is_final, first_date, fact_numbers, encoded
      from ledger.subjects`;
  expect(await refusalOfAll(again)).toBe('23505 subjects_pkey');
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
