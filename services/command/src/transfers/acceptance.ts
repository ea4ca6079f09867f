import type { Caller, MinorUnits, TransferId } from '@riel/schemas';
import type { Rejection } from './rejection.ts';

/** Keyed hash of a canonical command, with what is needed to make it again. */
export interface CommandHash {
  /** Version of the canonical form. */
  readonly version: number;
  readonly keyId: string;
  /** Hexadecimal HMAC-SHA256. */
  readonly digest: string;
}

/** The first answer to a command; it is stored, and given again to every replay. */
export interface AcceptedAnswer {
  readonly transferId: TransferId;
  /** Accepted for sending. It says nothing of settlement. */
  readonly status: 'accepted';
  /** ISO 8601, UTC, microseconds. */
  readonly acceptedAt: string;
  /** False if the bank list was too old to check the bank code against. */
  readonly bankCodeChecked: boolean;
}

/** What the decision needs to know of a command that asks to be accepted. */
export interface Candidate {
  readonly transferId: TransferId;
  readonly caller: Caller;
  readonly amount: MinorUnits;
  readonly currency: string;
  /** The calendar date in Bogota against which the daily limit counts. */
  readonly day: string;
  readonly answer: AcceptedAnswer;
  /** What settings, clock and bank list have against it now; empty if nothing. */
  readonly rejections: readonly Rejection[];
  readonly hash: CommandHash;
  /** Whether the hash stored with the first command of this id is that of this very command. */
  readonly isSameAs: (known: CommandHash) => boolean;
}

/** A command accepted earlier under the same id. */
export interface KnownCommand<Answer> {
  readonly hash: CommandHash;
  readonly answer: Answer;
}

/** A transfer accepted earlier. */
export type KnownTransfer = KnownCommand<AcceptedAnswer>;

/** What became of a command. */
export type Outcome<Answer = AcceptedAnswer> =
  | { readonly kind: 'accepted'; readonly answer: Answer }
  | { readonly kind: 'replayed'; readonly answer: Answer }
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[] };

/** The daily sum that a command counts against. */
export interface SumKey {
  readonly caller: Caller;
  readonly day: string;
  readonly currency: string;
}

export const sumKeyText = (key: SumKey): string => `${key.caller} ${key.day} ${key.currency}`;

/** What the database holds of the commands to decide on. */
export interface KnownState {
  readonly transfers: ReadonlyMap<TransferId, KnownTransfer>;
  /** Accepted minor units by `sumKeyText`; absent is zero. */
  readonly sums: ReadonlyMap<string, bigint>;
}

/** Named limit of what one caller may have accepted in one calendar day and currency. */
export interface DailyLimit {
  readonly callerDailyMinorUnitsMax: bigint;
}
