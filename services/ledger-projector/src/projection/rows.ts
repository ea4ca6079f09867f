/**
 * Rows of the ledger as a chunk writes them. Accounts are still codes here: their numbers belong to
 * the database.
 */

export interface FactRow {
  readonly factId: bigint;
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

export interface EntryRow {
  readonly factId: bigint;
  readonly entryNumber: number;
  readonly kind: string;
  /** 'YYYY-MM-DD' */
  readonly bookingDate: string;
  /** Event id of the settlement that the entry takes back. */
  readonly reverses: string | null;
}

export interface PostingRow {
  readonly factId: bigint;
  readonly entryNumber: number;
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
  readonly factId: bigint;
  readonly markNumber: number;
  readonly kind: string;
  /** Minor units; 0 if the mark is about no amount. */
  readonly amount: bigint;
  readonly currency: string;
  readonly about: string;
}

export interface SetAsideRow {
  readonly factId: bigint;
  readonly code: string;
  readonly reason: string;
  readonly sizeBytes: number;
  readonly traceId: string | null;
}

export interface TablesRow {
  readonly markerNumber: number;
  readonly eventId: string;
  readonly tablesDigest: Buffer;
  readonly content: string;
  readonly occurredAt: number;
  readonly author: string;
}
