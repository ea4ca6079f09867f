import type { RunDrift } from '../drift/sql/run-drifts.ts';
import type { Run } from '../runs/run.ts';

/** Where a report stands in the chain of its Mono account. */
export interface ChainPlace {
  readonly chainNumber: number;
  /** Digest of the report before it; 64 zeros for the first. */
  readonly previousDigest: string;
}

/** All that a report is made from: the same source gives the same bytes. */
export interface ReportSource {
  readonly run: Run;
  readonly place: ChainPlace;
  /** The first rows, in the order of the pages. */
  readonly drifts: readonly RunDrift[];
  readonly counts: KindCounts;
}

/** Age of a drift, counted in days from the day on which it was first found. */
export const ages = ['today', '1 to 7 days', '8 to 30 days', 'over 30 days'] as const;
export type Age = (typeof ages)[number];

/** Counts of drift by kind and age, over all rows. */
export type KindCounts = readonly {
  readonly kind: string;
  readonly count: number;
  readonly accepted: number;
  readonly amount: bigint;
  readonly ages: readonly number[];
}[];

export const GENESIS_DIGEST = '0'.repeat(64);
