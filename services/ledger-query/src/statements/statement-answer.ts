import type { PartitionPosition } from '../position/position.ts';
import type { LinePlace, StatementRow } from './read-statement.ts';

/** Where a page begins. */
export interface StatementStart {
  readonly position: readonly PartitionPosition[];
  readonly after: LinePlace | null;
  readonly opening: bigint;
  /** Balance before the page's first line. */
  readonly running: bigint;
  readonly closing: bigint;
}

/** Where an entry stands in the proof, as answers tell it. */
export function entryPlaceOf(row: Omit<StatementRow, 'amount' | 'line'>) {
  return {
    topic: row.topic,
    partition: row.partition,
    chainNumber: row.chain_number.toString(),
    entryNumber: row.entry_number,
    kind: row.kind,
    bookingDate: row.booking_date,
    factDate: row.fact_date,
    event: row.event_name,
    eventId: row.event_id,
    subject: row.subject_key,
  };
}

/** Lines with the running balance, and the place that the next page goes on from. */
export function statementAnswer(rows: readonly StatementRow[], start: StatementStart) {
  let { running } = start;
  const lines = rows.map((row) => {
    running += row.amount;
    return {
      ...entryPlaceOf(row),
      debit: (row.amount > 0n ? row.amount : 0n).toString(),
      credit: (row.amount < 0n ? -row.amount : 0n).toString(),
      balance: running.toString(),
    };
  });
  const last = rows.at(-1);
  const place =
    last === undefined
      ? []
      : [
          last.booking_date,
          last.fact_id.toString(),
          last.entry_number.toString(),
          last.line.toString(),
          start.opening.toString(),
          running.toString(),
          start.closing.toString(),
        ];
  return { lines, place };
}
