import { compareFacts } from './order-facts.ts';
import { foldMonoTransfer, type MonoTransfer } from './fold-mono-transfer.ts';
import type { TransferFact, TransferRequest } from './transfer-fact.ts';

/** What is known of a transfer, as the fold reads it. */
export interface KnownTransfer {
  readonly request: TransferRequest | null;
  /** In any order. */
  readonly facts: readonly TransferFact[];
}

/** State of a transfer as a whole. */
export type TransferState =
  /** Nothing is known that says how it stands. */
  | 'unknown'
  | 'requested'
  | 'accepted'
  | 'in-flight'
  | 'settled'
  | 'declined'
  | 'cancelled'
  | 'duplicated'
  | 'refused'
  | 'cancelled-by-caller';

/** What all known facts of a transfer say together. */
export interface Transfer {
  readonly state: TransferState;
  /** Known Mono transfers in the order of their first facts. */
  readonly monoTransfers: readonly MonoTransfer[];
  /** The Mono transfer that settles it; null if none is approved. */
  readonly settler: MonoTransfer | null;
  /** Other approved Mono transfers: second payments. */
  readonly doubles: readonly MonoTransfer[];
  /** The open Mono transfer whose rail holds the money; null if none is open. */
  readonly carrier: MonoTransfer | null;
  /** True if it was refused or cancelled by its caller, whether or not that still counts. */
  readonly wasRefused: boolean;
}

/** Folds the facts of a transfer: the same set of facts gives the same answer in every order. */
export function foldTransfer({ request, facts }: KnownTransfer): Transfer {
  const monoTransfers = monoTransfersOf(facts, request?.requestedRail ?? null);
  const ending = endingOf({ request, facts });
  const approved =
    monoTransfers.length === 0
      ? monoTransfers
      : monoTransfers.filter((one) => one.state === 'approved');
  const ranked = approved.length < 2 ? approved : approved.toSorted(compareApproved);
  const settler = ranked[0] ?? null;
  const carrier = monoTransfers.find((one) => one.state === 'open') ?? null;
  return {
    state: stateOf({ request, monoTransfers, settler, carrier, ending }),
    monoTransfers,
    settler,
    doubles: ranked.length < 2 ? [] : ranked.slice(1),
    carrier,
    wasRefused: ending !== null,
  };
}

function monoTransfersOf(
  facts: readonly TransferFact[],
  requestedRail: string | null,
): readonly MonoTransfer[] {
  const groups = new Map<string, TransferFact[]>();
  for (const fact of facts) {
    if (fact.monoTransferId === null) continue;
    const group = groups.get(fact.monoTransferId);
    if (group === undefined) groups.set(fact.monoTransferId, [fact]);
    else group.push(fact);
  }
  // A duplicate names the Mono transfer that it repeats: that one is under way, seen or not.
  for (const fact of facts) {
    const other = fact.otherMonoTransferId;
    if (other !== null && !groups.has(other)) groups.set(other, []);
  }
  const folded: MonoTransfer[] = [];
  for (const [id, group] of groups) folded.push(foldMonoTransfer(id, group, requestedRail));
  return folded.length < 2 ? folded : folded.toSorted(compareSince);
}

/** The last refusal or cancellation; it counts only while no Mono transfer is known. */
function endingOf({ request, facts }: KnownTransfer): TransferFact | null {
  let ending: TransferFact | null = null;
  for (const fact of facts) {
    if (!isEnding(fact, request)) continue;
    if (ending === null || compareFacts(fact, ending) > 0) ending = fact;
  }
  return ending;
}

/**
 * Whether a fact ends a transfer that Mono does not know. The refusal of a forgery does only while
 * there is no other request.
 */
export function isEnding(
  { kind, forgedRequest }: TransferFact,
  request: TransferRequest | null,
): boolean {
  if (kind === 'cancelled-by-caller') return true;
  return kind === 'refused' && (forgedRequest === null || request === null);
}

interface Findings {
  readonly request: TransferRequest | null;
  readonly monoTransfers: readonly MonoTransfer[];
  readonly settler: MonoTransfer | null;
  readonly carrier: MonoTransfer | null;
  readonly ending: TransferFact | null;
}

function stateOf({ request, monoTransfers, settler, carrier, ending }: Findings): TransferState {
  if (settler !== null) return 'settled';
  if (carrier !== null) return carrier.terms === null ? 'accepted' : 'in-flight';
  if (monoTransfers.length > 0) return lastEnded(monoTransfers);
  if (ending !== null) return ending.kind === 'refused' ? 'refused' : 'cancelled-by-caller';
  return request === null ? 'unknown' : 'requested';
}

/** None is open or approved any more: the one that ended last names the state. */
function lastEnded(monoTransfers: readonly MonoTransfer[]): TransferState {
  let last: MonoTransfer | null = null;
  for (const one of monoTransfers) {
    if (last === null || endedAt(one) >= endedAt(last)) last = one;
  }
  const state = last?.state;
  return state === 'cancelled' || state === 'duplicated' ? state : 'declined';
}

function endedAt(one: MonoTransfer): number {
  return one.run?.facts[0]?.occurredAt ?? 0;
}

function compareApproved(one: MonoTransfer, other: MonoTransfer): number {
  return endedAt(one) - endedAt(other) || compareIds(one, other);
}

function compareSince(one: MonoTransfer, other: MonoTransfer): number {
  return one.since - other.since || compareIds(one, other);
}

function compareIds(one: MonoTransfer, other: MonoTransfer): number {
  return one.monoTransferId < other.monoTransferId ? -1 : 1;
}
