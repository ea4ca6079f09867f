import type { Caller, Instant, MonoBatchId, TransferId } from '@riel/schemas';
import type { Refusal, Submission, SubmissionState } from './submission.ts';

/** A member that Mono holds. */
export interface Found {
  readonly transferId: TransferId;
  /** Mono's id of the transfer or the link. */
  readonly monoTransferId: string;
  readonly monoBatchId: MonoBatchId | null;
  readonly monoState: string;
  readonly routing: string | null;
  /** The URL to share, of a collection link. */
  readonly link: string | null;
  /** Mono's time of creation; null if it did not say. */
  readonly insertedAt: Instant | null;
  readonly foundByLookUp: boolean;
}

/** A member that is refused for good. */
export interface Refused {
  readonly transferId: TransferId;
  readonly reason: string;
  readonly monoErrorCode: string | null;
  readonly monoErrorPath: string | null;
  readonly monoLogId: string | null;
}

/** A member that goes back to wait for another submission; no attempt of it can be a payment. */
export interface Released {
  readonly transferId: TransferId;
  readonly splitGeneration: number;
  /** Only members of one group are put together again. */
  readonly splitGroup: string;
}

export type Alarm =
  | 'foreign-id'
  | 'no-echo'
  | 'member-missing'
  | 'duplicated'
  | 'several-payments'
  | 'refused-after-unknown'
  | 'partly-found'
  | 'unexpected-status'
  | 'filter-ignored';

/** What a decision does to a submission and its members. Everything in it is one transaction. */
export interface Change {
  readonly submission: Submission;
  readonly state: SubmissionState;
  readonly dueAt: Instant;
  readonly failures: number;
  readonly hasUnknown: boolean;
  readonly firstCleanAt: Instant | null;
  readonly lastOutcome: string | null;
  readonly refusal: Refusal | null;
  readonly accepted: readonly Found[];
  readonly refused: readonly Refused[];
  readonly released: readonly Released[];
  readonly cancelled: readonly TransferId[];
  /** Members whose caller is told that the cancellation came too late. */
  readonly cancellationsRefused: readonly { transferId: TransferId; caller: Caller }[];
  /** Members of which proven look-ups found nothing: when the first and the last of them began. */
  readonly absent: readonly { transferId: TransferId; since: Instant; until: Instant }[];
  /** Stops the lane of the Mono account until a person has looked. */
  readonly stopLane: string | null;
  readonly alarms: readonly Alarm[];
}

/** A change that changes nothing yet. */
export function unchanged(submission: Submission, dueAt: Instant): Change {
  return {
    submission,
    dueAt,
    state: submission.state,
    failures: submission.failures,
    hasUnknown: submission.hasUnknown,
    firstCleanAt: submission.firstCleanAt,
    lastOutcome: submission.lastOutcome,
    refusal: submission.refusal,
    accepted: [],
    refused: [],
    released: [],
    cancelled: [],
    cancellationsRefused: [],
    absent: [],
    stopLane: null,
    alarms: [],
  };
}

/** A collection link moves no money: what is odd about one is raised, and never stops payments. */
export function confine(change: Change): Change {
  return change.submission.operation === 'transfers' ? change : { ...change, stopLane: null };
}
