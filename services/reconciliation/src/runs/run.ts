import type { RailExpectations } from '../matching/expected-end.ts';
import type { Totals } from '../judging/totals.ts';
import type { Proof } from '../proof/proof.ts';

/**
 * A run goes through these phases, step by step. Each step is one transaction that stores what it read
 * together with where to go on, so that a process may end at any point and another takes over:
 *
 * - reading: the live balance, whose time is the edge up to which everything is judged
 * - listing: Mono's transfers upward by `inserted_at`, a page a step
 * - unlisted: what the books hold and the list did not, looked up one by one
 * - intents, unlisted-intents: the same for PSE payments
 * - marked: what the ledger marked or set aside and no list of Mono's can show
 * - judging: each stored page is compared; drifts get their identity
 * - healing, settling: facts that Mono states are published, and their booking is waited for
 * - proving: the balance proof; reporting: the report, its chain and signature, the event
 */
export const phases = [
  'reading',
  'listing',
  'unlisted',
  'intents',
  'unlisted-intents',
  'marked',
  'judging',
  'healing',
  'settling',
  'proving',
  'reporting',
] as const;

export type Phase = (typeof phases)[number];

export type RunKind = 'daily' | 'full' | 'asked';

/** A balance as Mono gave it. */
export interface Reading {
  readonly readAt: number;
  readonly available: bigint;
  readonly currency: string;
  /** The balance that Mono had in its cache: noticed when old, never used. */
  readonly cached: { readonly available: bigint; readonly updatedAt: number | null } | null;
}

/** How far the reading of Mono's list has come. */
export interface ListingProgress {
  /** Instant from which the next page begins; null before the first. */
  readonly from: number | null;
  /** Page of that window. */
  readonly page: number;
  /** Ids at exactly `from` that were read already. */
  readonly readAtFrom: readonly string[];
  readonly sweep: number;
  /** Transfers read in all sweeps together, each once. */
  readonly read: number;
}

/** Everything that a step needs to go on. */
export interface Progress {
  readonly pages: number;
  readonly judgedPages: number;
  readonly findings: number;
  readonly lookUps: number;
  readonly after: string;
  readonly intentPage: number;
  readonly listing: ListingProgress;
  readonly reading: Reading | null;
  readonly tablesNumber: number | null;
  /** What is expected of rails, as it was set when the run began. */
  readonly expectations: RailExpectations | null;
  readonly totals: Totals;
  readonly settleBy: number | null;
  readonly proof: Proof | null;
  readonly healed: { readonly published: number; readonly booked: number };
}

/** One comparison of one Mono account. Instants are microseconds, dates are in America/Bogota. */
export interface Run {
  readonly runNumber: bigint;
  readonly runId: string;
  readonly monoAccountId: string;
  readonly kind: RunKind;
  readonly fromAt: number;
  readonly untilAt: number;
  readonly fromDate: string;
  readonly toDate: string;
  readonly askedBy: string;
  readonly askedAt: number;
  readonly status: 'running' | 'completed' | 'failed';
  readonly phase: Phase;
  readonly progress: Progress;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly finishedAt: number | null;
}

/** The edge of a run: the time of its balance, or the end of its window if that is earlier. */
export function cutOffOf({ untilAt, progress }: Pick<Run, 'untilAt' | 'progress'>): number {
  return progress.reading === null ? untilAt : Math.min(untilAt, progress.reading.readAt);
}
