import type { Executor } from '@riel/database';
import { readPartitionsToVerify } from '../verify/sql/read-partitions-to-verify.ts';
import type { StoredPartition } from '../verify/sql/read-partitions-to-verify.ts';
import {
  balanceRows,
  bookedMonths,
  chainRows,
  digestOfRows,
  endOfSubjectPage,
  linesOfRows,
  sharedRows,
  subjectRows,
} from './sql/compared-rows.ts';
import type { ComparedRows } from './sql/compared-rows.ts';

/** The first difference of one kind of rows in one partition. */
export interface Difference {
  /** Table. */
  readonly rows: string;
  /** Words for the partition; '' for what belongs to none. */
  readonly place: string;
  /** The line of the source, or null if it has none there; no personal data stands in any. */
  readonly source: string | null;
  readonly rebuilt: string | null;
}

export interface LedgersToCompare {
  readonly source: Executor;
  readonly rebuilt: Executor;
  /** Rows were compared, equal or not. */
  readonly onCompared: (rows: number) => void;
}

const FACTS_PER_PAGE = 10_000;
const SUBJECTS_PER_PAGE = 10_000;

/** Compares two ledgers row by row and byte by byte, and answers the first difference of each kind. */
export const compareLedgers = async (ledgers: LedgersToCompare): Promise<Difference[]> => {
  const differences: Difference[] = [];
  for (const rows of sharedRows) {
    differences.push(...(await differenceOf(ledgers, rows, '')));
  }
  const rebuilt = await readPartitionsToVerify(ledgers.rebuilt);
  const source = await readPartitionsToVerify(ledgers.source);
  const partitions = new Map([...rebuilt, ...source].map((one) => [one.partitionId, one]));
  for (const partition of partitions.values()) {
    const isHere = ({ partitionId }: StoredPartition): boolean =>
      partitionId === partition.partitionId;
    const heads = [source.find(isHere)?.chainNumber ?? 0, rebuilt.find(isHere)?.chainNumber ?? 0];
    differences.push(...(await comparePartition(ledgers, partition, heads)));
  }
  return differences;
};

const comparePartition = async (
  ledgers: LedgersToCompare,
  { partitionId, topic, partition }: StoredPartition,
  heads: readonly number[],
): Promise<Difference[]> => {
  const place = `${topic}, partition ${partition}`;
  const found = new Map<string, Difference>();
  const compare = async (rows: ComparedRows): Promise<void> => {
    if (!found.has(rows.name)) {
      for (const difference of await differenceOf(ledgers, rows, place)) {
        found.set(rows.name, difference);
      }
    }
  };
  // Up to the shorter chain the links must agree, even where one ledger is ahead.
  const end = Math.min(...heads);
  for (let after = 0; after < end; after += FACTS_PER_PAGE) {
    const through = Math.min(after + FACTS_PER_PAGE, end);
    for (const rows of chainRows(partitionId, { after, through })) {
      await compare(rows);
    }
  }
  const months = [
    ...(await bookedMonths(ledgers.source, partitionId)),
    ...(await bookedMonths(ledgers.rebuilt, partitionId)),
  ];
  for (const month of new Set(months)) {
    await compare(balanceRows(partitionId, month));
  }
  let after = '';
  for (let through: string | null = ''; through !== null; after = through ?? '') {
    const page = { partitionId, after, subjectsMax: SUBJECTS_PER_PAGE };
    through = await endOfSubjectPage(ledgers.source, page);
    await compare(subjectRows(partitionId, { after, through }));
  }
  return [...found.values()];
};

const differenceOf = async (
  { source, rebuilt, onCompared }: LedgersToCompare,
  rows: ComparedRows,
  place: string,
): Promise<Difference[]> => {
  const [one, other] = await Promise.all([digestOfRows(source, rows), digestOfRows(rebuilt, rows)]);
  onCompared(one.count);
  if (one.digest === other.digest) {
    return [];
  }
  const lines = await linesOfRows(source, rows);
  const rebuiltLines = await linesOfRows(rebuilt, rows);
  const index = firstDifference(lines, rebuiltLines);
  return [
    {
      rows: rows.name,
      place,
      source: lines[index] ?? null,
      rebuilt: rebuiltLines[index] ?? null,
    },
  ];
};

const firstDifference = (one: readonly string[], other: readonly string[]): number => {
  const index = one.findIndex((line, place) => line !== other[place]);
  return index === -1 ? one.length : index;
};
