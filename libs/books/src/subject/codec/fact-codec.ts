import {
  declineReasons,
  factKinds,
  monoStates,
  railEvidences,
  type DeclineReason,
  type MonoState,
  type TransferFact,
  type TransferFactKind,
} from '../../transfer/transfer-fact.ts';
import type { Context } from './context.ts';
import {
  amountAt,
  amountJson,
  listAt,
  numberAt,
  textAt,
  textOrNullAt,
  trimmed,
  wordAt,
  type Json,
} from './json.ts';
import { packEventId, unpackEventId } from './pack-event-id.ts';

/**
 * `[kind, event id, time, Mono transfer, rail, evidence, state, previous state, reason, comes back,
 * terms, dashboard counter account, other Mono transfer, declination reason, forged request]`; 0 is what a fact of the kind usually has.
 */
export function encodeFact(fact: TransferFact, context: Context): Json {
  const { kind, rail, state, previousState, reason } = fact;
  const usualState = usualStates[kind] ?? null;
  return trimmed([
    factKinds.indexOf(kind),
    packEventId(fact.eventId),
    fact.occurredAt - context.time,
    fact.monoTransferId === null ? -1 : context.monoTransferIds.indexOf(fact.monoTransferId),
    encodeRail(rail, context),
    railEvidences.indexOf(fact.evidence),
    state === usualState || state === null ? 0 : monoStates.indexOf(state) + 1,
    previousState === null ? 0 : monoStates.indexOf(previousState) + 1,
    reason === null ? 0 : declineReasons.indexOf(reason) + 1,
    fact.comesBack ? 1 : 0,
    encodeTerms(fact, context),
    fact.dashboardCounterAccount ?? 0,
    fact.otherMonoTransferId ?? 0,
    fact.declinationReason ?? 0,
    fact.forgedRequest ?? 0,
  ]);
}

/** Undoes `encodeFact`. */
export function decodeFact(list: readonly Json[], context: Context): TransferFact {
  const kind = wordAt(factKinds, numberAt(list, 0));
  const mono = numberAt(list, 3);
  const terms = listAt(list, 10);
  const usual = usualTerms(kind, context);
  return {
    kind,
    eventId: unpackEventId(textAt(list, 1)),
    occurredAt: context.time + numberAt(list, 2),
    monoTransferId: mono < 0 ? null : wordAt(context.monoTransferIds, mono),
    state: stateAt(list, 6) ?? usualStates[kind] ?? null,
    previousState: stateAt(list, 7),
    rail: decodeRail(list, context),
    evidence: wordAt(railEvidences, numberAt(list, 5)),
    monoAccountId: terms.length === 0 ? usual.monoAccountId : textAt(terms, 0),
    amount: terms.length === 0 ? usual.amount : amountAt(terms, 1),
    currency: terms.length === 0 ? usual.currency : textAt(terms, 2),
    declinationReason: textOrNullAt(list, 13),
    reason: reasonAt(list),
    comesBack: numberAt(list, 9) === 1,
    dashboardCounterAccount: textOrNullAt(list, 11),
    otherMonoTransferId: textOrNullAt(list, 12),
    forgedRequest: textOrNullAt(list, 14),
  };
}

/** State that facts of a kind always give. */
const usualStates: Partial<Record<TransferFactKind, MonoState>> = {
  settled: 'approved',
  declined: 'declined',
  cancelled: 'cancelled',
  duplicated: 'duplicated',
};

const SAME_RAIL = 1;

/** A rail by the number 1 if it is the requested one; null as 0. An empty text cannot stand for 0. */
function encodeRail(rail: string | null, context: Context): Json {
  if (rail === null) return 0;
  return rail === context.rail && rail !== '' ? SAME_RAIL : [rail];
}

function decodeRail(list: readonly Json[], context: Context): string | null {
  const value = list[4];
  if (value === SAME_RAIL) return context.rail;
  if (value === undefined || value === 0) return null;
  return textAt(listAt(list, 4), 0);
}

interface Terms {
  readonly monoAccountId: string;
  readonly amount: bigint;
  readonly currency: string;
}

function usualTerms(kind: TransferFactKind, context: Context): Terms {
  switch (kind) {
    case 'accepted':
      return { monoAccountId: context.monoAccountId, amount: 0n, currency: '' };
    case 'cancellation-requested':
    case 'cancellation-refused':
    case 'refused':
    case 'cancelled-by-caller':
      return { monoAccountId: '', amount: 0n, currency: '' };
    default:
      return context;
  }
}

function encodeTerms(fact: TransferFact, context: Context): Json {
  const usual = usualTerms(fact.kind, context);
  const isUsual =
    fact.monoAccountId === usual.monoAccountId &&
    fact.amount === usual.amount &&
    fact.currency === usual.currency;
  return isUsual ? 0 : [fact.monoAccountId, amountJson(fact.amount), fact.currency];
}

function stateAt(list: readonly Json[], index: number): MonoState | null {
  const number = numberAt(list, index);
  return number === 0 ? null : wordAt(monoStates, number - 1);
}

function reasonAt(list: readonly Json[]): DeclineReason | null {
  const number = numberAt(list, 8);
  return number === 0 ? null : wordAt(declineReasons, number - 1);
}
