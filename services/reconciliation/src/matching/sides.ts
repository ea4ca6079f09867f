import type { Mark, RailEvidence, SubjectState } from './books-types.ts';

/** What was asked: the request as the log holds it. Instants are microseconds, UTC. */
export interface AskedSide {
  readonly transferId: string;
  readonly caller: string;
  readonly monoAccountId: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly requestedRail: string | null;
  readonly requestedAt: number;
}

/** What the books say of one Mono transfer. */
export interface BookedMonoTransfer {
  readonly state: 'open' | 'approved' | 'declined' | 'cancelled' | 'duplicated';
  /** Mono's time of the record that gave the state; null while it is open. */
  readonly stateAt: number | null;
  /** Null while no record named an amount. */
  readonly amount: bigint | null;
  readonly currency: string | null;
}

/** Which tariff lines stand for it, and which the tables in force would give. Debits of fees and taxes. */
export interface BookedCosts {
  readonly booked: bigint;
  readonly expected: bigint;
}

/** What was booked for the transfer, seen from one Mono transfer of it. */
export interface BookedSide {
  /** Key of the subject: our id, or Mono's where the transfer is not known to be ours. */
  readonly subjectKey: string;
  readonly state: string;
  readonly isFinal: boolean;
  readonly actualRail: string | null;
  readonly railEvidence: RailEvidence;
  readonly acceptedAt: number | null;
  /** Null if the books know no fact of this Mono transfer. */
  readonly monoTransfer: BookedMonoTransfer | null;
  /** Other Mono transfers of it that are approved in the books, or that Mono was seen to have approved. */
  readonly otherApproved: readonly string[];
  /** Marks about this Mono transfer, or about the transfer as a whole. */
  readonly marks: readonly Mark[];
  /** Null where the history is not so simple that one price is right. */
  readonly costs: BookedCosts | null;
  /** True if facts stand under Mono's id although the transfer is one that we asked for. */
  readonly isUnmatched: boolean;
}

/** What Mono says of one of its transfers; no personal data. */
export interface MonoSide {
  readonly monoTransferId: string;
  /** Null if Mono did not name it. */
  readonly monoAccountId: string | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly state: string;
  readonly previousState: string | null;
  readonly rail: string | null;
  readonly routing: string | null;
  /** Code of the reason; `other` for a text that no rule knows. */
  readonly declinationReason: string | null;
  /** The id that is ours in form among those that Mono echoes. */
  readonly ourId: string | null;
  readonly insertedAt: number | null;
  readonly updatedAt: number | null;
}

/** The three views of one transfer. */
export interface Sides {
  readonly asked: AskedSide | null;
  readonly booked: BookedSide | null;
  readonly mono: MonoSide | null;
}

/** Where the window ends, and what is expected of transfers under way. */
export interface Edge {
  /** Nothing that happened after it is judged. Microseconds. */
  readonly cutOffAt: number;
  /** By when the rail should have brought a final state; null if there is no transfer under way. */
  readonly expectedBy: number | null;
  /** True if the tables name a counter account for transfers that were not requested through Riel. */
  readonly allowsForeign: boolean;
}

/** The state of a subject as the ledger stores it. */
export interface StoredSubject {
  readonly key: string;
  readonly subject: SubjectState;
}
