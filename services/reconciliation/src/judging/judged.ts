import type { Finding } from '../matching/finding.ts';
import type { Totals } from './totals.ts';

/** What each side said, as a report and an operator see it. */
export interface Evidence {
  readonly asked: unknown;
  readonly booked: unknown;
  readonly mono: unknown;
}

/** A finding with all that is kept of it. */
export interface JudgedFinding {
  readonly finding: Finding;
  readonly evidence: Evidence;
  /** When the transfer began, so that a later run knows whether it looked at it again. */
  readonly aboutAt: number | null;
  /** What the cash in the books lacks while it is not healed. */
  readonly effect: bigint;
  /** What a record that belongs to no Mono account cannot say. */
  readonly hasMonoAccount: boolean;
}

/** What one page gave. */
export interface JudgedPage {
  readonly judged: readonly JudgedFinding[];
  readonly totals: Totals;
}
