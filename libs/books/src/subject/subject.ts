import type { Mark } from './mark.ts';
import type { PlacedValuation } from './placed-valuation.ts';
import type { Posting } from '../entries/entry.ts';
import type { TransferFact, TransferRequest } from '../transfer/transfer-fact.ts';

/**
 * What a line of a position stands for. Lines of one part are compared with lines of the same part
 * alone, so that an entry never mixes an amount with a fee.
 *
 * - `counter`, `clearing`, `cash`, `amount`, `unmatched`: the principal
 * - `tariff`: fee and taxes with their cash
 * - `double`: a second payment with its cash
 * - `return`: money of a declined transfer that has not come back, with its cash
 */
export type Part =
  | 'counter'
  | 'clearing'
  | 'cash'
  | 'amount'
  | 'unmatched'
  | 'tariff'
  | 'double'
  | 'return';

/** What stands in one account for the subject, for one reason. */
export interface Line extends Posting {
  readonly part: Part;
}

/** A transfer, by its own id or by the id of a Mono transfer that is not known to be ours. */
export interface TransferSubject {
  readonly type: 'transfer';
  /** The request that stands, one of `requests`; null if there is none yet. */
  readonly request: TransferRequest | null;
  /** All requests of the id that differ, forged ones too, in the order of the log. */
  readonly requests: readonly TransferRequest[];
  /** Known facts in the order of the log. */
  readonly facts: readonly TransferFact[];
  /** Our transfer to which the Mono transfer belongs; what stood here is zero for good. */
  readonly matchedTo: string | null;
  readonly valuations: readonly PlacedValuation[];
  readonly booked: readonly Line[];
  readonly marks: readonly Mark[];
}

/** One record of a credit or of a PSE payment. */
export interface ReceiptFact {
  readonly kind: 'credited' | 'collected' | 'failed';
  readonly eventId: string;
  /** Mono's time, microseconds since the epoch, UTC. */
  readonly occurredAt: number;
  readonly monoAccountId: string;
  readonly amount: bigint;
  readonly currency: string;
  /** Account credited against the cash, as the tables named it at the record's place. */
  readonly counterAccount: string;
  readonly isStale: boolean;
  /** False if the state that Mono named does not say that the money is there. */
  readonly isBooked: boolean;
  /** Our id of the link by which it was paid; null if there is none or it is not known. */
  readonly collectionLinkId: string | null;
}

/** Money that came in: a credit by transfer or a PSE payment. */
export interface ReceiptSubject {
  readonly type: 'receipt';
  readonly facts: readonly ReceiptFact[];
  readonly valuations: readonly PlacedValuation[];
  readonly booked: readonly Line[];
  readonly marks: readonly Mark[];
}

/** An entry that a person asked for. */
export interface AdjustmentSubject {
  readonly type: 'adjustment';
  readonly eventId: string;
  readonly occurredAt: number;
  /** What was asked, in the form in which two adjustments are compared. */
  readonly asked: string;
  readonly booked: readonly Posting[];
  readonly marks: readonly Mark[];
}

/** What was asked of a PSE collection link. */
export interface LinkRequest {
  readonly monoAccountId: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly amountValidation: string;
  readonly usageType: string;
  /** Microseconds since the epoch, UTC; null if it does not expire. */
  readonly expiresAt: number | null;
  readonly redirectUrl: string | null;
  readonly caller: string;
}

/** A PSE collection link: it books nothing, its facts are its timeline. The first of each kind stands. */
export interface LinkSubject {
  readonly type: 'link';
  readonly request: LinkRequest | null;
  /** Where it is, once Mono created it. */
  readonly created: { readonly monoCollectionLinkId: string; readonly link: string } | null;
  readonly refusalReason: string | null;
  readonly facts: readonly LinkFact[];
  readonly marks: readonly Mark[];
}

export interface LinkFact {
  readonly kind: 'link-requested' | 'link-created' | 'link-refused';
  readonly eventId: string;
  readonly occurredAt: number;
}

/** All that must be remembered for one key of the log. */
export type SubjectState = TransferSubject | ReceiptSubject | AdjustmentSubject | LinkSubject;
