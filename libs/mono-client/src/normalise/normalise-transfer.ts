import { eventIdOf, type Instant, type MonoAccountId, type TransferId } from '@riel/ids';
import { foreignIdOf, type MonoTransfer } from '../objects/mono-transfer.ts';
import { declinationReasonOf, fallbackReasonOf } from './known-reasons.ts';
import type {
  FactSource,
  LookUpReason,
  Normalised,
  NormalisedEvent,
  PrivateText,
  ProviderEventName,
} from './normalised-event.ts';
import { ourIdOf } from './our-id.ts';
import { railOf, type SeenRail } from './rail-of.ts';

export interface TransferNormalisation {
  readonly source: FactSource;
  /** The webhook's type, if one told it. */
  readonly webhookType?: string;
  /** The final state that is known so far: a look-up that shows the other one is a change of it. */
  readonly knownFinalState?: string;
  /** Used only if Mono names no account. */
  readonly knownAccountId?: MonoAccountId;
  /** Our id, if it is known by the Mono id and Mono echoes none. */
  readonly knownTransferId?: TransferId;
}

type TransferEventName = Extract<ProviderEventName, `Transfer${string}`>;

/** Which event a state is, and which states a webhook's type goes with. */
const eventOfState: ReadonlyMap<string, TransferEventName> = new Map([
  ['approved', 'TransferSettled'],
  ['declined', 'TransferDeclined'],
  ['cancelled', 'TransferCancelled'],
  ['duplicated', 'TransferDuplicated'],
]);
const statesOfType: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['bank_transfer_approved', new Set(['approved'])],
  // Cancelled was observed under this type: a refusal by a user.
  ['bank_transfer_rejected', new Set(['declined', 'cancelled'])],
]);
const changeableStates = new Set(['approved', 'declined']);

const CHANGE = 'bank_transfer_change_final_state';
const FALLBACK = 'bank_transfer_fallback_routing';

const lookUp = (transfer: MonoTransfer, reason: LookUpReason, detail: string): Normalised => ({
  kind: 'look-up',
  reason,
  objectId: transfer.id,
  detail,
});

/** The event's name, or what stands in its way. */
function eventNameOf(
  transfer: MonoTransfer,
  { webhookType, knownFinalState }: TransferNormalisation,
): TransferEventName | 'in-flight' | 'contradiction' {
  const name = eventOfState.get(transfer.state);
  if (webhookType === FALLBACK) return 'TransferRerouted';
  if (webhookType === CHANGE) {
    return changeableStates.has(transfer.state) ? 'TransferFinalStateChanged' : 'contradiction';
  }
  if (webhookType !== undefined && statesOfType.get(webhookType)?.has(transfer.state) === false) {
    return 'contradiction';
  }
  if (name === undefined) return 'in-flight';
  const changed =
    knownFinalState !== undefined &&
    knownFinalState !== transfer.state &&
    changeableStates.has(knownFinalState) &&
    changeableStates.has(transfer.state);
  return changed ? 'TransferFinalStateChanged' : name;
}

interface TransferFact {
  readonly occurredAt: Instant;
  readonly monoAccountId: MonoAccountId;
  readonly options: TransferNormalisation;
  readonly seen: SeenRail;
}

/**
 * The id holds the field that named the rail beside the rail: a later record with better evidence
 * must not be taken for one that says nothing new.
 */
function commonOf(name: TransferEventName, transfer: MonoTransfer, fact: TransferFact) {
  const { occurredAt, monoAccountId, options, seen } = fact;
  const railPart = seen.rail === null ? '' : `${seen.railEvidence}=${seen.rail}`;
  const parts = [name, transfer.id, transfer.state, railPart, String(occurredAt)];
  return {
    eventId: eventIdOf(parts),
    occurredAt,
    transferId: (ourIdOf(transfer) ?? options.knownTransferId ?? null) as TransferId | null,
    monoTransferId: transfer.id,
    monoAccountId,
    amount: transfer.amount.amount,
    currency: transfer.amount.currency,
    monoState: transfer.state,
    previousState: transfer.previousState,
    ...seen,
    source: options.source,
  };
}

const privateTextOf = (text: PrivateText): PrivateText | null =>
  Object.keys(text).length === 0 ? null : text;

function eventOf(
  name: TransferEventName,
  transfer: MonoTransfer,
  fact: TransferFact,
): NormalisedEvent {
  const common = commonOf(name, transfer, fact);
  const key = common.transferId ?? common.monoTransferId;
  const declination = declinationReasonOf(transfer.declinationReason);
  const declinationText =
    declination.text === null ? null : privateTextOf({ declinationReason: declination.text });
  const declinationReason = declination.code;
  switch (name) {
    case 'TransferSettled':
      return { name, key, value: common, privateText: null };
    case 'TransferDuplicated':
      return { name, key, value: { ...common, otherMonoTransferId: null }, privateText: null };
    case 'TransferRerouted': {
      const fallback = fallbackReasonOf(transfer.fallbackReason);
      const privateText = fallback.text === null ? null : { fallbackReason: fallback.text };
      return { name, key, value: { ...common, fallbackReason: fallback.code }, privateText };
    }
    case 'TransferFinalStateChanged': {
      const previousState = common.previousState ?? fact.options.knownFinalState ?? null;
      const value = { ...common, previousState, declinationReason };
      return { name, key, value, privateText: declinationText };
    }
    default:
      return { name, key, value: { ...common, declinationReason }, privateText: declinationText };
  }
}

/**
 * What a transfer of Mono says, as our event without `recordedAt` and seals. The state decides; a
 * webhook's type that does not fit it asks for a look-up. Equal facts have equal ids, whether a
 * webhook or a look-up told them.
 */
export function normaliseTransfer(
  transfer: MonoTransfer,
  options: TransferNormalisation,
): Normalised {
  const name = eventNameOf(transfer, options);
  if (name === 'in-flight') return { kind: 'in-flight', state: transfer.state };
  if (name === 'contradiction') return lookUp(transfer, 'contradiction', 'type and state');
  const monoAccountId = transfer.accountId ?? options.knownAccountId;
  if (monoAccountId === undefined) return lookUp(transfer, 'incomplete', 'account_id');
  if (transfer.updatedAt === null) return lookUp(transfer, 'incomplete', 'updated_at');
  const occurredAt = transfer.updatedAt;
  const fact = { occurredAt, monoAccountId, options, seen: railOf(transfer) };
  const event = eventOf(name, transfer, fact);
  return foreignIdOf(transfer) === null
    ? { kind: 'event', event, isUnnamed: true }
    : { kind: 'event', event };
}
