import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import type { TestDatabase } from '../../../test/support/test-database.ts';
import { column, connect, sql, sqlStateOf, unnestInsert } from './index.ts';
import type { Column, ColumnType, Database } from './index.ts';

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await createTestDatabase({ template: false });
  database = await connect({ url: server.url, schema: 'public', applicationName: 'riel-test' });
  await sql`
    create table sample (
      place bigint generated always as identity, id bigint primary key, amount numeric, small smallint,
      body bytea, note text, reference uuid, day date, at timestamptz, flag boolean, extra jsonb
    )
  `.execute(database.kysely);
});

afterAll(async () => {
  await database.close();
  await server.drop();
});

interface Sample {
  readonly id: bigint;
  readonly body: Uint8Array | null;
  readonly note: string | null;
}

const columns = [
  column('id', 'bigint', (row: Sample) => row.id),
  column('amount', 'numeric', () => '123456789012345678901234567890.5'),
  column('small', 'smallint', () => -7),
  column('body', 'bytea', (row: Sample) => row.body),
  column('note', 'text', (row: Sample) => row.note),
  column('reference', 'uuid', () => '0191e6a0-0000-7000-8000-000000000001'),
  column('day', 'date', () => '2026-02-28'),
  column('at', 'timestamptz', () => '2026-02-28T23:59:59.123456Z'),
  column('flag', 'boolean', () => true),
  column('extra', 'jsonb', () => '{"amount":"1","list":["a\\"b",null]}'),
];

const awkward = ['', 'a"b', 'back\\slash', '{curly,comma}', 'NULL', 'ñandú 🛤', "it's", ' blank '];

test.each([
  ['each value', false],
  ['what is the same once', true],
])(
  'a thousand rows of every type arrive as they were, in order: %s',
  async (_way, sendsSameOnce) => {
    await sql`truncate sample restart identity`.execute(database.kysely);
    const rows = Array.from({ length: 1_000 }, (_, index): Sample => ({
      id: BigInt(1_000 - index) * 10_000_000_000_000n,
      body: index % 7 === 0 ? null : Uint8Array.of(index & 255, 92, 34, 0, 123),
      note: index % 5 === 0 ? null : (awkward[index % awkward.length] ?? null),
    }));
    const inserted = await database.transaction((transaction) =>
      unnestInsert({
        into: 'public.sample',
        columns,
        rows,
        sendsSameOnce,
        suffix: sql`returning id`,
      })
        .$castTo<{ id: bigint }>()
        .execute(transaction),
    );
    expect(inserted.rows.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
    const stored = await sql<Record<string, unknown>>`select * from sample order by place`.execute(
      database.kysely,
    );
    expect(stored.rows).toHaveLength(1_000);
    stored.rows.forEach((row, index) => {
      const { id, body, note } = rows[index]!;
      expect(row).toEqual({
        place: BigInt(index + 1),
        id,
        body: body === null ? null : Buffer.from(body),
        note,
        amount: '123456789012345678901234567890.5',
        small: -7,
        reference: '0191e6a0-0000-7000-8000-000000000001',
        day: '2026-02-28',
        at: '2026-02-28 23:59:59.123456+00',
        flag: true,
        extra: { amount: '1', list: ['a"b', null] },
      });
    });
  },
);

test('what is not of its type is refused by the server, whichever way it is sent', async () => {
  const insert = (type: ColumnType, name: string, value: unknown) => {
    const wrong = { name, type, value: () => value } as Column<number>;
    const columnsOf = [column('id', 'bigint', () => 77n), wrong];
    return unnestInsert({ into: 'sample', columns: columnsOf, rows: [0] })
      .execute(database.kysely)
      .then(
        () => null,
        (error: unknown) => sqlStateOf(error),
      );
  };
  expect(await insert('uuid', 'reference', 'not-one')).toBe('22P02');
  expect(await insert('smallint', 'small', 40_000)).toBe('22003');
  expect(await insert('smallint', 'small', 1.5)).toBe('22P02');
  expect(await insert('bigint', 'amount', 2n ** 63n)).toBe('22003');
  expect(await insert('text', 'note', 'zero \u0000')).toBe('22021');
});

test('extremes arrive as they were', async () => {
  const numbers = [2n ** 63n - 1n, -(2n ** 63n), 0n, -1n];
  const columnsOf = [
    column('id', 'bigint', (value: bigint) => value),
    column('small', 'smallint', () => -32_768),
    column('flag', 'boolean', () => false),
    column('note', 'text', () => '\u{1f682}'.repeat(10_000)),
    column('body', 'bytea', () => Buffer.alloc(100_000, 0xfe)),
  ];
  await unnestInsert({ into: 'sample', columns: columnsOf, rows: numbers }).execute(
    database.kysely,
  );
  const { rows } = await sql<Record<string, unknown>>`
    select id, small, flag, note, body from sample where id = any(${numbers}::bigint[])
     order by place`.execute(database.kysely);
  expect(rows.map(({ id }) => id)).toEqual(numbers);
  const { note, body, ...rest } = rows[1]!;
  expect(rest).toMatchObject({ small: -32_768, flag: false });
  expect(note === '\u{1f682}'.repeat(10_000)).toBe(true);
  expect(Buffer.alloc(100_000, 0xfe).equals(body as Buffer)).toBe(true);
});

test('conflicts are left to the suffix', async () => {
  const row: Sample = { id: 1n, body: null, note: 'first' };
  const insert = unnestInsert({
    into: 'sample',
    columns,
    rows: [row, { ...row, note: 'second' }],
    suffix: sql`on conflict (id) do nothing returning id`,
  });
  expect((await insert.execute(database.kysely)).rows).toEqual([{ id: 1n }]);
  expect((await insert.execute(database.kysely)).rows).toEqual([]);
});

test('no rows at all are no statement that fails', async () => {
  const empty = unnestInsert<Sample>({ into: 'sample', columns, rows: [] });
  await expect(empty.execute(database.kysely)).resolves.toBeDefined();
});
