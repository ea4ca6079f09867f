import type { Posting } from '../entries/entry.ts';
import type { Mark } from '../subject/mark.ts';
import type { TransferState } from '../transfer/fold-transfer.ts';
import type { RailEvidence, TransferFactKind } from '../transfer/transfer-fact.ts';
import type { LinkFact, ReceiptFact } from '../subject/subject.ts';

/** State of a subject as readers see it. */
export type SubjectStateName =
  | TransferState
  /** Booked under a Mono id and known to belong to a transfer since: nothing stands here. */
  | 'matched'
  | 'credited'
  | 'collected'
  | 'failed'
  | 'adjusted'
  | 'link-requested'
  | 'link-created'
  | 'link-refused';

/** One fact of the timeline. */
export interface TimelineFact {
  readonly kind:
    | 'requested'
    | TransferFactKind
    | ReceiptFact['kind']
    | LinkFact['kind']
    | 'adjusted';
  readonly eventId: string;
  /** Microseconds since the epoch, UTC. */
  readonly occurredAt: number;
  readonly monoTransferId: string | null;
  readonly rail: string | null;
  readonly railEvidence: RailEvidence;
  readonly state: string | null;
  readonly previousState: string | null;
  readonly declinationReason: string | null;
  readonly amount: bigint | null;
  readonly currency: string | null;
}

/** What is known of a subject as a whole, for readers. */
export interface SubjectHead {
  readonly type: 'transfer' | 'receipt' | 'adjustment' | 'link';
  readonly state: SubjectStateName;
  /** True if nothing more is expected; Mono may still change its mind. */
  readonly final: boolean;
  readonly requestedRail: string | null;
  /** Rail that settled; null while nothing settled. */
  readonly actualRail: string | null;
  readonly railEvidence: RailEvidence;
  /** Requested amount; Mono's where nothing was requested. */
  readonly amount: bigint;
  readonly currency: string;
  /** Amount that left the Mono account; null while nothing settled. */
  readonly settledAmount: bigint | null;
  readonly monoAccountId: string;
  /** Empty if nothing was requested. */
  readonly caller: string;
  /** Our id of the PSE link by which it was paid; empty if it was not paid by one of ours. */
  readonly collectionLinkId: string;
  /** In the order of Mono's time. */
  readonly monoTransferIds: readonly string[];
  /** What stands in accounts of fees and taxes for it, debits positive. */
  readonly fees: readonly Posting[];
  /** What stands in clearing for it; empty once it is final. */
  readonly clearing: readonly Posting[];
  readonly requestedAt: number | null;
  readonly acceptedAt: number | null;
  /** Mono's time of the settlement in force; null while nothing settled. */
  readonly settledAt: number | null;
  /** When the state in force began, if it is final; null otherwise. */
  readonly finalAt: number | null;
  /** Marks that stand. */
  readonly marks: readonly Mark[];
}

/** What is known of a subject, for readers. */
export interface SubjectSummary extends SubjectHead {
  /** Its facts in the order of the log. */
  readonly facts: readonly TimelineFact[];
}
