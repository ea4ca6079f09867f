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
  /**
   * Whether a column whose values are all the same is sent as one value: the statement's text then
   * hangs on the rows. Default false.
   */
  readonly sendsSameOnce?: boolean;
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
  sendsSameOnce = false,
  suffix,
}: UnnestInsert<Row>): RawBuilder<unknown> => {
  const gate = only === undefined ? [] : [column(GATE, 'uuid', only.id)];
  const sent = [...columns, ...gate].map((each, index) => ({
    ...each,
    // There must be one array, which tells how many rows there are.
    ...sentValues(each, rows, { mayBeOne: sendsSameOnce && index > 0 }),
  }));
  const arrays = sent.filter(({ isArray }) => isArray);
  const names = sql.join(columns.map(({ name }) => sql.ref(name)));
  const values = sent.map(({ name, isArray, parameter }) => (isArray ? sql.ref(name) : parameter));
  const read = sql.join([
    ...arrays.map(({ name }) => sql.ref(name)),
    ...(isOrdered ? [sql`ordinality`] : []),
  ]);
  const from = sql`unnest(${sql.join(arrays.map(({ parameter }) => parameter))})`;
  return sql`
    insert into ${sql.table(into)} (${names})
    select ${sql.join(values.slice(0, columns.length))}
      from ${from} ${isOrdered ? sql`with ordinality` : noSql} as rows (${read})
    ${only === undefined ? noSql : sql`where (${values.at(-1)} in (${only.among})) is true`}
    ${isOrdered ? sql`order by ordinality` : noSql}
    ${suffix ?? noSql}
  `;
};

interface SentValues {
  readonly isArray: boolean;
  readonly parameter: RawBuilder<unknown>;
}

function sentValues<Row>(
  { type, value }: Column<Row>,
  rows: readonly Row[],
  { mayBeOne }: { readonly mayBeOne: boolean },
): SentValues {
  const values = rows.map(value);
  const [first] = values;
  if (mayBeOne && rows.length > 1 && values.every((each) => each === first)) {
    return { isArray: false, parameter: sql`${first}::${sql.raw(type)}` };
  }
  const parameter = sql`${binaryArray(type, values) ?? values}::${sql.raw(type)}[]`;
  return { isArray: true, parameter };
}

/**
 * Name of the column that is read and not inserted. `is true` keeps the planner from making a join of the
 * condition, which would lose the order of the rows and sort them anew.
 */
const GATE = 'only_if_among';
