import type { BookingDate } from '../booking-date.ts';

/** One line of an entry. */
export interface Posting {
  /** Code of the ledger account. */
  readonly account: string;
  /** Signed minor units: positive is a debit, negative a credit. */
  readonly amount: bigint;
  /** ISO 4217 code. */
  readonly currency: string;
}

/** What an entry records. */
export type EntryKind =
  | 'requested'
  | 'reopened'
  | 'rerouted'
  | 'settled'
  | 'settlement-corrected'
  | 'reversed'
  | 'refused'
  | 'cancelled-by-caller'
  | 'declined'
  | 'cancelled'
  | 'duplicated'
  | 'matched'
  | 'double-payment'
  | 'double-payment-closed'
  | 'return'
  | 'return-corrected'
  | 'fee'
  | 'fee-corrected'
  | 'rail-corrected'
  | 'credited'
  | 'credit-corrected'
  | 'collected'
  | 'collection-corrected'
  | 'adjusted';

/** A balanced journal entry: its postings sum to zero per currency. */
export interface Entry {
  readonly kind: EntryKind;
  /** Date in America/Bogota on which it counts: the fact's own, or the first open day after it. */
  readonly bookingDate: BookingDate;
  /** Date in America/Bogota on which the fact happened. */
  readonly factDate: BookingDate;
  readonly postings: readonly Posting[];
  /** Event id of the settlement that the entry takes back; null if it takes none back. */
  readonly reverses: string | null;
}
