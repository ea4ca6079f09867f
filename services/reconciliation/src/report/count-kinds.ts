import { bogotaDayOf } from '@riel/calendar';
import type { Instant } from '@riel/schemas';
import type { RunDrift } from '../drift/sql/run-drifts.ts';
import { driftKinds } from '../matching/drift-kinds.ts';
import { ages, type KindCounts } from './report.ts';

const MILLISECONDS_PER_DAY = 86_400_000;
const AGE_DAYS_MAX = [0, 7, 30];

/** Days in America/Bogota from the one instant to the other; never negative. */
export function daysBetween(from: number, to: number): number {
  const day = (instant: number): number => Date.parse(bogotaDayOf(instant as Instant));
  return Math.max(0, Math.round((day(to) - day(from)) / MILLISECONDS_PER_DAY));
}

interface Sum {
  count: number;
  accepted: number;
  amount: bigint;
  readonly ages: number[];
}

/** Counts drift by kind and age, however many rows there are. */
export class KindCounter {
  readonly #sums = new Map<string, Sum>();
  readonly #judgedAt: number;

  constructor(judgedAt: number) {
    this.#judgedAt = judgedAt;
  }

  add({
    finding,
    firstFoundAt,
    isAccepted,
  }: Pick<RunDrift, 'finding' | 'firstFoundAt' | 'isAccepted'>): void {
    const none: Sum = { count: 0, accepted: 0, amount: 0n, ages: ages.map(() => 0) };
    const sum = this.#sums.get(finding.kind) ?? none;
    this.#sums.set(finding.kind, sum);
    sum.count += 1;
    if (isAccepted) sum.accepted += 1;
    sum.amount += finding.amount < 0n ? -finding.amount : finding.amount;
    const days = daysBetween(firstFoundAt, this.#judgedAt);
    const place = AGE_DAYS_MAX.findIndex((daysMax) => days <= daysMax);
    const index = place === -1 ? ages.length - 1 : place;
    sum.ages[index] = (sum.ages[index] ?? 0) + 1;
  }

  /** The counts in the order in which reports list kinds. */
  counts(): KindCounts {
    return driftKinds.flatMap((kind) => {
      const sum = this.#sums.get(kind);
      return sum === undefined ? [] : [{ kind, ...sum }];
    });
  }
}
