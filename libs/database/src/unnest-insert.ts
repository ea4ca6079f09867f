import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { binaryArray } from './binary-array.ts';
import { parseIdentifier } from './identifier.ts';

/** PostgreSQL type of a column, and the JavaScript type that may be written to it. */
export interface ColumnTypes {
  readonly smallint: number;
  readonly integer: number;
  /** Never a number: money lives here. */
  readonly bigint: bigint;
  /** Decimal text, because a number cannot carry it. */
  readonly numeric: string;
  readonly boolean: boolean;
  readonly text: string;
  readonly uuid: string;
  readonly bytea: Uint8Array;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** ISO 8601 with an offset. */
  readonly timestamptz: string;
  /** JSON text. Money in it must be a digit string. */
  readonly jsonb: string;
}

export type ColumnType = keyof ColumnTypes;

/** One column of a set-based insert: its name, its type, and where the value is in a row. */
export interface Column<Row> {
  readonly name: string;
  readonly type: ColumnType;
  readonly value: (row: Row) => ColumnTypes[ColumnType] | null;
}

/** Describes a column; the compiler checks that `value` gives what the type takes. */
export const column = <Row, Type extends ColumnType>(
  name: string,
  type: Type,
  value: (row: Row) => ColumnTypes[Type] | null,
): Column<Row> => ({ name: parseIdentifier(name, 'column'), type, value });

/** Which rows are inserted: those whose id a query answers with. */
export interface OnlyRows<Row> {
  /** A UUID. */
  readonly id: (row: Row) => string;
  /** A query of one column of UUIDs, which may be one of the same statement. */
  readonly among: RawBuilder<unknown>;
}

/** What a set-based insert writes where. */
export interface UnnestInsert<Row> {
  /** `schema.table` or `table`. */
  readonly into: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Default: all rows. */
  readonly only?: OnlyRows<Row>;
  /** Whether rows must go in as they are given, for identities or locks. Default true; sorting wide rows costs. */
  readonly isOrdered?: boolean;
  /** `on conflict ...` and `returning ...`. */
  readonly suffix?: RawBuilder<unknown>;
}

const noSql = sql``;

/**
 * `insert into t (a, b) select a, b from unnest($1::x[], $2::y[]) ...`: one array per column, so one
 * statement text (and one plan) for every number of rows. Rows are inserted in the given order, so
 * identity columns number them in that order.
 *
 * With `returning`, `.$castTo<{ id: bigint }>()` gives the rows their type. Send it with Kysely (`.execute(transaction)`); through `em.execute` arrays do not arrive as arrays.
 */
export const unnestInsert = <Row>({
  into,
  columns,
  rows,
  only,
  isOrdered = true,
  suffix,
}: UnnestInsert<Row>): RawBuilder<unknown> => {
  const names = sql.join(columns.map(({ name }) => sql.ref(name)));
  const gate = only === undefined ? [] : [column(GATE, 'uuid', only.id)];
  const all = [...columns, ...gate];
  const arrays = sql.join(
    all.map(({ type, value }) => {
      const values = rows.map(value);
      return sql`${binaryArray(type, values) ?? values}::${sql.raw(type)}[]`;
    }),
  );
  const read = sql.join([
    ...all.map(({ name }) => sql.ref(name)),
    ...(isOrdered ? [sql`ordinality`] : []),
  ]);
  return sql`
    insert into ${sql.table(into)} (${names})
    select ${names} from unnest(${arrays}) ${isOrdered ? sql`with ordinality` : noSql} as rows (${read})
    ${only === undefined ? noSql : sql`where (${sql.ref(GATE)} in (${only.among})) is true`}
    ${isOrdered ? sql`order by ordinality` : noSql}
    ${suffix ?? noSql}
  `;
};

/**
 * Name of the column that is read and not inserted. `is true` keeps the planner from making a join of the
 * condition, which would lose the order of the rows and sort them anew.
 */
const GATE = 'only_if_among';
