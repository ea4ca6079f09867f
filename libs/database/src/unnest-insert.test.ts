import { expect, test } from 'vitest';
import { DummyDriver, Kysely, PostgresAdapter, PostgresQueryCompiler } from 'kysely';
import { column, unnestInsert } from './unnest-insert.ts';

const compiler = new Kysely<object>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: () => {
      throw new Error('not used');
    },
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

const columns = [
  column('id', 'bigint', (row: { id: bigint; note: string | null }) => row.id),
  column('note', 'text', (row: { id: bigint; note: string | null }) => row.note),
];

test('the statement has one parameter per column, whatever the number of rows', () => {
  const compile = (count: number): { sql: string; parameters: readonly unknown[] } => {
    const rows = Array.from({ length: count }, (_, index) => ({ id: BigInt(index), note: null }));
    return unnestInsert({ into: 'ledger.entry', columns, rows }).compile(compiler);
  };
  expect(compile(1).sql).toBe(compile(1_000).sql);
  expect(compile(2).parameters.map((each) => Buffer.isBuffer(each))).toEqual([true, true]);
  expect(compile(0).parameters).toEqual([[], []]);
  expect(compile(2).sql).toContain('insert into "ledger"."entry" ("id", "note")');
});

test('what is the same in every row can be sent once', () => {
  const rows = [1n, 2n].map((id) => ({ id, note: 'same' }));
  const compile = (each: readonly { id: bigint; note: string }[]) =>
    unnestInsert({ into: 'entry', columns, rows: each, sendsSameOnce: true }).compile(compiler);
  expect(compile(rows).parameters).toEqual(['same', expect.any(Buffer)]);
  expect(compile(rows).sql).toContain('select "id", $1::text');
  // One array has to say how many rows there are.
  const equal = rows.map((row) => ({ ...row, id: 1n }));
  expect(compile(equal).parameters).toEqual(['same', expect.any(Buffer)]);
  expect(compile([rows[0]!]).parameters).toEqual([expect.any(Buffer), expect.any(Buffer)]);
});

test('a column name that would need quoting is refused', () => {
  expect(() => column('a"b', 'text', () => '')).toThrow('Database setting column');
});

test('the compiler keeps numbers out of bigint columns', () => {
  // @ts-expect-error money must not be a number
  const wrong = column('amount', 'bigint', () => 1);
  expect(wrong.type).toBe('bigint');
});
