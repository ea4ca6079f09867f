import type { AnyEvent } from '@riel/schemas';
import {
  accepted,
  cancelled,
  cancelledByCaller,
  changedToApproved,
  changedToDeclined,
  declined,
  duplicated,
  forged,
  forgeryRefused,
  railCorrected,
  refused,
  requested,
  rerouted,
  settled,
  type Said,
} from './events.ts';

/** Kinds of records that a random history holds. */
export const tellings = [
  'accepted',
  'refused',
  'cancelledByCaller',
  'rerouted',
  'settled',
  'declined',
  'cancelled',
  'duplicated',
  'changedToDeclined',
  'changedToApproved',
  'railCorrected',
  'forgery',
] as const;

/** Small numbers, so that times and rails of random records meet often and shrink well. */
export interface Telling {
  readonly kind: (typeof tellings)[number];
  readonly mono: number;
  readonly at: number;
  readonly rail: number;
  readonly evidence: number;
  readonly reason: number;
  readonly amount: number;
  readonly previous: number;
}

const rails = ['turbo', 'ach', 'transfiya', null];
const evidences = ['rail', 'routing', 'person', 'fallback'];
const reasons = ['insufficient_funds', 'declined_by_destination_bank', 'other', null];
const previousStates = [null, null, 'approved', 'declined', 'in_progress'];
const amounts = [1_000_000, 1_000_000, 1_000_000, 999_999.99];

/** The records that a telling stands for: one, but for a forgery, which is always refused. */
export function eventsOf(telling: Telling): readonly AnyEvent[] {
  return telling.kind === 'forgery' ? forgeryOf(telling) : [eventOf(telling)];
}

function forgeryOf({ at, rail, mono, amount }: Telling): readonly AnyEvent[] {
  const digest = `forged ${rail} ${amount} ${mono}`;
  const requestedRail = rails[rail] ?? null;
  return [
    forged({ at, requestedRail, digest, pesos: amounts[amount] ?? 0 }),
    forgeryRefused({ at: at + 1, requestDigest: digest, eventId: `refused ${digest}` }),
  ];
}

function eventOf(telling: Telling): AnyEvent {
  const rail = rails[telling.rail] ?? null;
  const said: Said = {
    at: telling.at,
    monoTransferId: `trn_${telling.mono}`,
    rail,
    ...(rail === null ? {} : { railEvidence: evidences[telling.evidence] ?? 'none' }),
    pesos: amounts[telling.amount] ?? 0,
  };
  const reason = { declinationReason: reasons[telling.reason] ?? null };
  const previousState = previousStates[telling.previous] ?? null;
  switch (telling.kind) {
    case 'accepted':
      return accepted({ at: telling.at, monoTransferId: `trn_${telling.mono}`, routing: rail });
    case 'refused':
      return refused({ at: telling.at });
    case 'cancelledByCaller':
      return cancelledByCaller({ at: telling.at });
    case 'rerouted':
      return rerouted(said);
    case 'settled':
      return settled({ ...said, previousState });
    case 'declined':
      return declined({ ...said, ...reason, previousState });
    case 'cancelled':
      return cancelled({ ...said, previousState });
    case 'duplicated':
      return duplicated({ ...said, otherMonoTransferId: telling.reason === 0 ? 'trn_1' : null });
    case 'changedToDeclined':
      return changedToDeclined({ ...said, ...reason });
    case 'changedToApproved':
      return changedToApproved(said);
    default:
      return railCorrected(said);
  }
}

/** The request of a random history; rail 3 asks for none. */
export function requestWith(rail: number): AnyEvent {
  return requested({ requestedRail: rails[rail] ?? null });
}
