import { decodeSubject, positionOf } from '@riel/books';
import type { Executor } from '@riel/database';
import { readPositions } from './sql/locate-subject-faults.ts';
import { readSubjectPage } from './sql/read-subject-page.ts';
import type { StoredSubject } from './sql/read-subject-page.ts';

export interface PositionsToLocate {
  readonly executor: Executor;
  readonly partitionId: number;
  readonly subjectsPerPage: number;
  readonly faultsMax: number;
}

/**
 * The keys of subjects whose position is not the sum of their postings. Slow, and only asked when
 * the fingerprints have said that there are some.
 */
export const locatePositionFaults = async (options: PositionsToLocate): Promise<string[]> => {
  const { executor, partitionId, subjectsPerPage: subjectsMax, faultsMax } = options;
  const faults: string[] = [];
  let after = '';
  while (faults.length < faultsMax) {
    const page = await readSubjectPage(executor, { partitionId, after, subjectsMax });
    const keys = page.map((stored) => stored.subject_key);
    const booked = new Set(
      (await readPositions(executor, partitionId, keys)).map(
        (row) => `${row.subject_key} ${row.account} ${row.amount}`,
      ),
    );
    const claimed = new Set(page.flatMap(claimsOf));
    const odd = [...claimed.symmetricDifference(booked)];
    faults.push(...keys.filter((key) => odd.some((line) => line.startsWith(`${key} `))));
    if (page.length < subjectsMax) {
      break;
    }
    after = keys.at(-1) ?? '';
  }
  return faults.slice(0, faultsMax);
};

const claimsOf = ({ subject_key: key, encoded }: StoredSubject): string[] => {
  try {
    return positionOf(decodeSubject(encoded)).map(
      ({ account, currency, amount }) => `${key} ${account} ${currency} ${amount}`,
    );
  } catch {
    // Reported as unreadable already.
    return [];
  }
};
