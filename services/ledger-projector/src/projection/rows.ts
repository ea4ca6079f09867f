/**
 * Rows of the ledger as a chunk writes them. Accounts are still codes here: their numbers belong to
 * the database.
 */

export interface FactRow {
  /** Number of the fact in the chain. */
  readonly chainNumber: number;
  readonly eventId: string;
  readonly variant: number;
  readonly eventName: string;
  readonly subjectKey: string;
  /** Microseconds since the epoch, as all instants here. */
  readonly occurredAt: number | null;
  readonly recordedAt: number | null;
  readonly knownAt: number | null;
  readonly logOffset: bigint;
  readonly digest: Buffer;
  readonly chainHash: Buffer;
}

/** An entry that takes back a settlement. */
export interface ReversalRow {
  /** Number of the fact in the chain. */
  readonly chainNumber: number;
  readonly entryNumber: number;
  /** Event id of the settlement. */
  readonly reverses: string;
}

export interface PostingRow {
  /** Number of the fact in the chain. */
  readonly chainNumber: number;
  readonly entryNumber: number;
  /** Kind of its entry. */
  readonly kind: string;
  readonly line: number;
  readonly account: string;
  readonly currency: string;
  /** Minor units, positive for a debit. */
  readonly amount: bigint;
  readonly bookingDate: string;
}

export interface BalanceRow {
  readonly account: string;
  readonly currency: string;
  readonly bookingDate: string;
  readonly knownDate: string;
  /** What the chunk adds to the two sides, both >= 0. */
  readonly debit: bigint;
  readonly credit: bigint;
}

export interface MarkRow {
  /** Number of the fact in the chain. */
  readonly chainNumber: number;
  readonly markNumber: number;
  readonly kind: string;
  /** Minor units; 0 if the mark is about no amount. */
  readonly amount: bigint;
  readonly currency: string;
  readonly about: string;
}

export interface SetAsideRow {
  /** Number of the fact in the chain. */
  readonly chainNumber: number;
  readonly code: string;
  readonly reason: string;
  readonly sizeBytes: number;
  readonly traceId: string | null;
}

/** A month that the partition closed. */
export interface ClosingRow {
  /** Number of the fact in the chain. */
  readonly chainNumber: number;
  /** 'YYYY-MM' */
  readonly period: string;
  readonly markerNumber: number;
  readonly author: string;
  readonly reason: string | null;
  readonly forced: boolean;
  readonly reconciliationRunId: string | null;
  readonly sums: readonly ClosingSum[];
}

/** What stands in an account of the partition at the end of a closed month. */
export interface ClosingSum {
  readonly account: string;
  readonly currency: string;
  readonly debit: bigint;
  readonly credit: bigint;
}

export interface TablesRow {
  readonly markerNumber: number;
  readonly eventId: string;
  readonly tablesDigest: Buffer;
  readonly content: string;
  readonly occurredAt: number;
  readonly author: string;
}
