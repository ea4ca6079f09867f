import type { AdjustmentId, Instant } from '@riel/schemas';
import type { OnceCommand } from '../once/once-command.ts';
import type { AdjustmentCommand } from './adjustment-command.ts';

/** The first answer to a command; it is stored, and given again to every replay. */
export interface AdjustmentAnswer {
  readonly adjustmentId: AdjustmentId;
  /** Accepted for booking; the ledger books it when it reads it. */
  readonly status: 'accepted';
  /** ISO 8601, UTC, microseconds. */
  readonly acceptedAt: string;
}

/** An entry as it would be booked. */
export interface AdjustmentEntry {
  readonly kind: string;
  /** Calendar date in Bogota. */
  readonly bookingDate: string;
  readonly postings: {
    readonly account: string;
    /** Digits, minor units: positive is a debit, negative a credit. */
    readonly amount: string;
    readonly currency: string;
  }[];
}

/** A command with all that its rows hold, made before the transaction so that locks are held briefly. */
export interface PreparedAdjustment extends OnceCommand<AdjustmentAnswer> {
  readonly id: AdjustmentId;
  readonly idempotencyKey: string;
  readonly command: AdjustmentCommand;
  readonly acceptedAt: Instant;
  /** What the ledger would book under the tables and closed months that are known here. */
  readonly entries: readonly AdjustmentEntry[];
}
