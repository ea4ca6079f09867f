/** Kinds of facts of a transfer; their order decides between facts of the same time. */
export const factKinds = [
  'cancellation-requested',
  'cancellation-refused',
  'refused',
  'cancelled-by-caller',
  'accepted',
  'rerouted',
  'settled',
  'declined',
  'cancelled',
  'duplicated',
  'final-state-changed',
  'rail-corrected',
] as const;

export type TransferFactKind = (typeof factKinds)[number];

/** States of a Mono transfer as the rules know them; every name of Mono is one of these. */
export const monoStates = [
  'open',
  'approved',
  'declined',
  'cancelled',
  'duplicated',
  'unknown',
] as const;

export type MonoState = (typeof monoStates)[number];

/** Where a rail was read, from the least to the best. */
export const railEvidences = ['none', 'routing', 'fallback', 'rail', 'person'] as const;

export type RailEvidence = (typeof railEvidences)[number];

/**
 * Which bank declined. `unmapped` stands for a reason that the tables did not know at the fact's
 * place, `absent` for none given; both count as destination.
 */
export const declineReasons = ['absent', 'unmapped', 'destination', 'origin'] as const;

export type DeclineReason = (typeof declineReasons)[number];

/** The wish, as far as it is booked. */
export interface TransferRequest {
  readonly eventId: string;
  /** Microseconds since the epoch, UTC. */
  readonly occurredAt: number;
  readonly monoAccountId: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly requestedRail: string | null;
  /** Counter account as named; null is `liabilities:payouts`. */
  readonly counterAccount: string | null;
  /** False if the chart had no such account at the request's place, or nobody may name it. */
  readonly isCounterKnown: boolean;
  readonly caller: string;
  /** First digits of the record's digest, by which a refusal names it; empty if nobody told. */
  readonly digest: string;
}

/** Digits of a digest that are kept: 96 bits, which nobody can meet on purpose. */
const DIGEST_DIGITS = 24;

/** A record's digest, given in hexadecimal, as requests and refusals keep it. */
export function keptDigest(digest: string): string {
  return digest.slice(0, DIGEST_DIGITS);
}

/** One record of what happened. All fields stand in every fact, so that all have one shape. */
export interface TransferFact {
  readonly kind: TransferFactKind;
  readonly eventId: string;
  /** Mono's time of the state, or our time of a fact without a Mono transfer. Microseconds. */
  readonly occurredAt: number;
  /** Null for facts that know no Mono transfer. */
  readonly monoTransferId: string | null;
  /** State that the fact gives the Mono transfer; null if it gives none. */
  readonly state: MonoState | null;
  /** State before, where Mono named it. */
  readonly previousState: MonoState | null;
  readonly rail: string | null;
  readonly evidence: RailEvidence;
  /** Empty where the fact names none. */
  readonly monoAccountId: string;
  readonly amount: bigint;
  /** Empty where the fact names no amount. */
  readonly currency: string;
  /** Reason code as published; null if none was given. */
  readonly declinationReason: string | null;
  /** Null if the fact is not about a decline, before or after it. */
  readonly reason: DeclineReason | null;
  /** Whether the amount of that decline was debited and comes back as a credit. */
  readonly comesBack: boolean;
  /** Counter account of an unrequested settlement, as the tables named it; null is suspense. */
  readonly dashboardCounterAccount: string | null;
  /** Mono transfer that a duplicate repeats. */
  readonly otherMonoTransferId: string | null;
  /** Digest of the forged request that a refusal is about; null if it is about the transfer. */
  readonly forgedRequest: string | null;
}
