import type { Instant } from '@riel/ids';
import type { Charge } from '../accounts/tariff.ts';
import type { SandboxAccount } from '../accounts/account-book.ts';

export const transferStates = [
  'created',
  'in_progress',
  'cancelled',
  'declined',
  'approved',
  'duplicated',
] as const;

export type TransferState = (typeof transferStates)[number];

export type BatchState =
  | 'created'
  | 'pending_otp'
  | 'processing_transactions'
  | 'cancelled'
  | 'duplicated';

export interface BankAccount {
  readonly bankCode: string;
  readonly number: string;
  readonly type: string;
}

/** A transfer as a request for it reads. */
export interface TransferWish {
  readonly amount: number;
  readonly currency: string;
  readonly documentNumber: string;
  readonly documentType: string;
  readonly payeeName: string;
  readonly payeeEmail: string | null;
  readonly bankAccount: BankAccount | null;
  readonly recipientHandle: string | null;
  readonly reference: string | null;
  readonly description: string | null;
  readonly externalId: string | null;
  readonly entityId: string | null;
  readonly routing: string | null;
  /** Null if it was not sent; an empty list was sent as such. */
  readonly fallbackRouting: readonly string[] | null;
}

export interface SandboxBatch {
  readonly id: string;
  readonly account: SandboxAccount;
  readonly origin: 'api' | 'dashboard';
  readonly insertedAt: Instant;
  readonly totalAmount: number;
  readonly currency: string;
  readonly transfers: SandboxTransfer[];
  state: BatchState;
  updatedAt: Instant;
}

export interface SandboxTransfer {
  readonly id: string;
  readonly batch: SandboxBatch;
  readonly wish: TransferWish;
  readonly insertedAt: Instant;
  updatedAt: Instant;
  state: TransferState;
  /** The rail on which it began: the one asked for, else the sandbox's choice. */
  readonly firstRail: string;
  /** The rail on which it runs now. */
  rail: string;
  declinationReason: string | null;
  /** Where it was declined, or that an approval was taken back: it decides what stays charged. */
  declinedAt: 'origin' | 'destination' | 'reversal' | null;
  /** True while the account lacks the amount of a declined transfer: a credit brings it back later. */
  isAmountKept: boolean;
  charge: Charge;
  /** Lists do not show it before this virtual time: the fault `late-listing`. */
  visibleFrom: number;
}

export const isFinal = (state: TransferState): boolean =>
  state !== 'created' && state !== 'in_progress';

/** The id by which its sender knows it. */
export const senderIdOf = (wish: TransferWish): string | null => wish.externalId ?? wish.entityId;
