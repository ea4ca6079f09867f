import type { Candidate, DebitedAt, Proof, ProofLine } from './proof.ts';

/** All that a proof is made from. Amounts are minor units of one currency. */
export interface ProofInput {
  readonly currency: string;
  readonly opening: { readonly at: number; readonly available: bigint; readonly isBooked: boolean };
  /** What the books say now of the time of the opening, and what was in flight then. */
  readonly openingCash: bigint;
  readonly openingInFlight: bigint;
  readonly lines: readonly ProofLine[];
  readonly closing: { readonly at: number; readonly available: bigint };
  readonly closingCash: bigint;
  readonly bookedUpTo: readonly bigint[];
  readonly inFlight: {
    readonly amount: bigint;
    readonly count: number;
    readonly oldestAt: number | null;
  };
  readonly debitedAt: DebitedAt;
  readonly named: { readonly amount: bigint; readonly drifts: number };
  readonly cached: { readonly available: bigint; readonly updatedAt: number | null } | null;
  readonly staleAfterMicroseconds: number;
}

const settings: readonly DebitedAt[] = ['settlement', 'acceptance'];

const lineUnder = (debitedAt: DebitedAt, inFlight: bigint): bigint =>
  debitedAt === 'acceptance' ? -inFlight : 0n;

/** Explains the closing live balance by the opening one and the books. Pure. */
export function proveBalance(input: ProofInput): Omit<Proof, 'aged' | 'candidates'> {
  const { opening, closing, debitedAt, inFlight, named } = input;
  const restUnder = (setting: DebitedAt): bigint =>
    closing.available - input.closingCash - lineUnder(setting, inFlight.amount) - named.amount;
  const { cached } = input;
  return {
    currency: input.currency,
    openingAt: opening.at,
    opening: opening.available,
    isOpeningBooked: opening.isBooked,
    carried: opening.isBooked
      ? 0n
      : opening.available - input.openingCash - lineUnder(debitedAt, input.openingInFlight),
    lines: input.lines,
    closingAt: closing.at,
    closing: closing.available,
    booked: input.closingCash,
    bookedUpTo: input.bookedUpTo,
    inFlight: {
      ...inFlight,
      debitedAt,
      line: lineUnder(debitedAt, inFlight.amount),
      explainedBy: settings.filter((setting) => restUnder(setting) === 0n),
    },
    named,
    difference: restUnder(debitedAt),
    cached:
      cached === null
        ? null
        : {
            ...cached,
            isStale:
              cached.updatedAt === null ||
              closing.at - cached.updatedAt > input.staleAfterMicroseconds ||
              cached.available !== closing.available,
          },
  };
}

/** An open part of a difference. */
export interface OpenPart {
  readonly driftId: string;
  readonly amount: bigint;
}

/** How the open parts of a difference change. */
export interface Ageing {
  readonly ended: readonly string[];
  /** A part that is new; zero if there is none. */
  readonly added: bigint;
}

/**
 * Splits a difference by age: open parts stay as long as their sum explains it, a change is a new part,
 * and a change that takes back exactly one part, or all, ends it. So a credit that is imported next week
 * ends the part of the day on which it was missing, and no other.
 */
export function planAgeing(difference: bigint, open: readonly OpenPart[]): Ageing {
  const known = open.reduce((sum, part) => sum + part.amount, 0n);
  if (difference === known) return { ended: [], added: 0n };
  if (difference === 0n) return { ended: open.map((part) => part.driftId), added: 0n };
  const change = difference - known;
  const takenBack = open.find((part) => part.amount === -change);
  if (takenBack !== undefined) return { ended: [takenBack.driftId], added: 0n };
  // Nothing of the old is left if the new difference is one part alone.
  const only = open.find((part) => part.amount === difference);
  if (only !== undefined) {
    return { ended: open.filter((part) => part !== only).map((part) => part.driftId), added: 0n };
  }
  return { ended: [], added: change };
}

/** What the books know around an unexplained rest. */
export interface Surroundings {
  readonly rest: bigint;
  /** Settlements of the period by rail. */
  readonly settlements: readonly { readonly rail: string; readonly count: number }[];
  /** Transfers of the period whose amount is the size of the rest. */
  readonly sameAmount: readonly { readonly key: string; readonly state: string }[];
  /** Transfers of the period whose GMF on the amount is the size of the rest. */
  readonly sameGmf: readonly { readonly key: string; readonly state: string }[];
}

const FEE_DIFFERENCE_MINOR_UNITS_MAX = 1_000_000n;
const endedWithoutPayment: ReadonlySet<string> = new Set(['declined', 'cancelled', 'duplicated']);

/** Candidates for what was not explained: each a question to ask, none a booking. Pure. */
export function candidatesOf({
  rest,
  settlements,
  sameAmount,
  sameGmf,
}: Surroundings): readonly Candidate[] {
  if (rest === 0n) return [];
  const size = rest < 0n ? -rest : rest;
  const candidates: Candidate[] = [];
  for (const { rail, count } of settlements) {
    if (count === 0 || size % BigInt(count) !== 0n) continue;
    const each = size / BigInt(count);
    if (each > FEE_DIFFERENCE_MINOR_UNITS_MAX) continue;
    candidates.push({
      kind: 'tariff',
      explanation: `Another tariff: each of the ${count} settlements on ${rail} would cost ${each} minor units ${rest < 0n ? 'more' : 'less'}.`,
    });
  }
  for (const { key, state } of sameAmount) {
    const isReturn = rest > 0n && endedWithoutPayment.has(state);
    candidates.push({
      kind: isReturn ? 'return' : 'transfer',
      explanation: isReturn
        ? `A return: transfer ${key} is ${state} and over the same amount.`
        : `Transfer ${key} is over the same amount and ${state} in the books.`,
    });
  }
  for (const { key, state } of sameGmf) {
    candidates.push({
      kind: 'gmf',
      explanation: `The GMF of transfer ${key}, which is ${state} in the books.`,
    });
  }
  if (rest > 0n) {
    candidates.push({
      kind: 'missing-credit',
      explanation:
        'A credit of that amount whose webhook never came; Mono lists no movements, so its exported report must tell.',
    });
  }
  return candidates;
}
