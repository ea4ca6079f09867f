import type { AnyEvent, EventOf } from '@riel/schemas';
import { rulesOf } from '../tables/compiled-tables.ts';
import type { MonoAccountRules, Tables } from '../tables/tables.ts';
import {
  keptDigest,
  type DeclineReason,
  type MonoState,
  type RailEvidence,
  type TransferFact,
  type TransferFactKind,
} from './transfer-fact.ts';

/** Events that say something of one Mono transfer, with the fields that all of them carry. */
type ProviderEvent = EventOf<
  | 'TransferRerouted'
  | 'TransferSettled'
  | 'TransferDeclined'
  | 'TransferCancelled'
  | 'TransferDuplicated'
  | 'TransferFinalStateChanged'
  | 'TransferRailCorrected'
>;

type OurEvent = EventOf<
  | 'TransferRefused'
  | 'TransferCancelledByCaller'
  | 'TransferCancellationRequested'
  | 'TransferCancellationRefused'
>;

/**
 * The fact that a record of a transfer states, with what the tables in force at its place say of
 * it; null for events that are no facts of a transfer (or, like the request, no mere fact).
 */
export function transferFactOf(event: AnyEvent, tables: Tables): TransferFact | null {
  switch (event.name) {
    case 'TransferAccepted':
      return acceptedFact(event);
    case 'TransferRefused':
      return { ...ourFact('refused', event), forgedRequest: forgedRequestOf(event) };
    case 'TransferCancelledByCaller':
      return ourFact('cancelled-by-caller', event);
    case 'TransferCancellationRequested':
      return ourFact('cancellation-requested', event);
    case 'TransferCancellationRefused':
      return ourFact('cancellation-refused', event);
    case 'TransferRerouted':
      return providerFact({ kind: 'rerouted', state: null, event, tables });
    case 'TransferSettled':
      return providerFact({ kind: 'settled', state: 'approved', event, tables });
    case 'TransferDeclined':
      return providerFact({ kind: 'declined', state: 'declined', event, tables });
    case 'TransferCancelled':
      return providerFact({ kind: 'cancelled', state: 'cancelled', event, tables });
    case 'TransferDuplicated':
      return providerFact({ kind: 'duplicated', state: 'duplicated', event, tables });
    case 'TransferFinalStateChanged': {
      const state = monoStateOf(event.value.monoState);
      return providerFact({ kind: 'final-state-changed', state, event, tables });
    }
    case 'TransferRailCorrected':
      return providerFact({ kind: 'rail-corrected', state: null, event, tables });
    default:
      return null;
  }
}

/** What Mono calls a state, as one of those that the rules know. */
export function monoStateOf(text: string): MonoState {
  switch (text) {
    case 'approved':
    case 'declined':
    case 'cancelled':
    case 'duplicated':
      return text;
    case 'canceled':
      return 'cancelled';
    case 'created':
    case 'in_progress':
      return 'open';
    default:
      return 'unknown';
  }
}

/** States that end a Mono transfer, until Mono changes its mind. */
export function isFinalState(state: MonoState | null): boolean {
  return state !== null && state !== 'open' && state !== 'unknown';
}

/** A refusal that names a record refuses that one alone: it says nothing of the transfer. */
function forgedRequestOf({ value }: EventOf<'TransferRefused'>): string | null {
  // Absent in what was made before the field was.
  const digest = value.requestDigest ?? '';
  return digest === '' ? null : keptDigest(digest);
}

interface ProviderRecord {
  readonly kind: TransferFactKind;
  readonly state: MonoState | null;
  readonly event: ProviderEvent;
  readonly tables: Tables;
}

function providerFact({ kind, state, event, tables }: ProviderRecord): TransferFact {
  const { value } = event;
  const previousState = value.previousState === null ? null : monoStateOf(value.previousState);
  const rules = rulesOf(tables, value.monoAccountId);
  const isAboutDecline = state === 'declined' || (state !== null && previousState === 'declined');
  // The reason of a record that came back from a decline is not the reason of that decline.
  const reason = state === 'declined' ? reasonOf(event, rules) : 'absent';
  const duplicate =
    event.name === 'TransferDuplicated' ? event.value.otherMonoTransferId || null : null;
  return {
    kind,
    eventId: value.eventId,
    occurredAt: value.occurredAt,
    monoTransferId: value.monoTransferId,
    state,
    previousState,
    rail: value.rail,
    evidence: value.rail === null ? 'none' : evidenceOf(value.railEvidence),
    monoAccountId: value.monoAccountId,
    amount: value.amount,
    currency: value.currency,
    declinationReason: textOf(event),
    reason: isAboutDecline ? reason : null,
    comesBack: isAboutDecline && comesBack(reason, rules),
    dashboardCounterAccount: state === 'approved' ? (rules?.dashboardCounterAccount ?? null) : null,
    otherMonoTransferId: duplicate === value.monoTransferId ? null : duplicate,
    forgedRequest: null,
  };
}

function acceptedFact({ value }: EventOf<'TransferAccepted'>): TransferFact {
  return {
    kind: 'accepted',
    eventId: value.eventId,
    occurredAt: value.occurredAt,
    monoTransferId: value.monoTransferId,
    state: null,
    previousState: null,
    rail: value.routing,
    evidence: value.routing === null ? 'none' : 'routing',
    monoAccountId: value.monoAccountId,
    amount: 0n,
    currency: '',
    declinationReason: null,
    reason: null,
    comesBack: false,
    dashboardCounterAccount: null,
    otherMonoTransferId: null,
    forgedRequest: null,
  };
}

function ourFact(kind: TransferFactKind, { value }: OurEvent): TransferFact {
  return {
    kind,
    eventId: value.eventId,
    occurredAt: value.occurredAt,
    monoTransferId: null,
    state: null,
    previousState: null,
    rail: null,
    evidence: 'none',
    monoAccountId: '',
    amount: 0n,
    currency: '',
    declinationReason: null,
    reason: null,
    comesBack: false,
    dashboardCounterAccount: null,
    otherMonoTransferId: null,
    forgedRequest: null,
  };
}

function evidenceOf(text: string): RailEvidence {
  switch (text) {
    case 'person':
    case 'rail':
    case 'fallback':
    case 'routing':
      return text;
    default:
      return 'none';
  }
}

function textOf({ value }: ProviderEvent): string | null {
  // An empty text says no more than none.
  return ('declinationReason' in value && value.declinationReason) || null;
}

function reasonOf(event: ProviderEvent, rules: MonoAccountRules | null): DeclineReason {
  const text = textOf(event);
  if (text === null) return 'absent';
  const reasons = rules?.declinationReasons;
  if (reasons === undefined || !Object.hasOwn(reasons, text)) return 'unmapped';
  return reasons[text] ?? 'unmapped';
}

function comesBack(reason: DeclineReason, rules: MonoAccountRules | null): boolean {
  if (rules === null) return false;
  const { origin, destination } = rules.returnOfDeclined;
  return (reason === 'origin' ? origin : destination) === 'account-credited';
}
