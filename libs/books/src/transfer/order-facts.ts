import { factKinds, type MonoState, type TransferFact } from './transfer-fact.ts';

const ranks = new Map<string, number>(factKinds.map((kind, rank) => [kind, rank]));

/**
 * Facts of one Mono transfer in the order of Mono's time. Of equal times, those without a previous
 * state come first; then each follows the state that it names as previous; then kind, event id and
 * amount decide. The order depends on the set of facts alone, not on their arrival.
 */
export function orderFacts(facts: readonly TransferFact[]): readonly TransferFact[] {
  if (facts.length < 2) return facts;
  const sorted = facts.toSorted(compareFacts);
  for (let start = 0; start < sorted.length - 1; start += 1) {
    if (sorted[start]?.occurredAt === sorted[start + 1]?.occurredAt) return chainEqualTimes(sorted);
  }
  return sorted;
}

/** Time, then previous state (none first), kind, event id, amount. */
export function compareFacts(one: TransferFact, other: TransferFact): number {
  if (one.occurredAt !== other.occurredAt) return one.occurredAt - other.occurredAt;
  const before = Number(one.previousState !== null) - Number(other.previousState !== null);
  if (before !== 0) return before;
  const rank = (ranks.get(one.kind) ?? 0) - (ranks.get(other.kind) ?? 0);
  if (rank !== 0) return rank;
  if (one.eventId !== other.eventId) return one.eventId < other.eventId ? -1 : 1;
  if (one.amount !== other.amount) return one.amount < other.amount ? -1 : 1;
  return compareText(contentOf(one), contentOf(other));
}

/** Among facts of one time, puts each behind the state that it follows. */
function chainEqualTimes(sorted: readonly TransferFact[]): readonly TransferFact[] {
  const chained: TransferFact[] = [];
  let state: MonoState | null = null;
  let rest: readonly TransferFact[] = sorted;
  while (rest.length > 0) {
    const next = nextOf(rest, state);
    if (next === undefined) break;
    chained.push(next);
    state = next.state ?? state;
    rest = rest.filter((fact) => fact !== next);
  }
  return chained;
}

function nextOf(rest: readonly TransferFact[], state: MonoState | null): TransferFact | undefined {
  const first = rest[0];
  if (first === undefined || first.previousState === null) return first;
  const follower = rest.find(
    (fact) => fact.occurredAt === first.occurredAt && fact.previousState === state,
  );
  return follower ?? first;
}

function contentOf(fact: TransferFact): string {
  const { currency, monoAccountId, rail, evidence, declinationReason, otherMonoTransferId } = fact;
  return [
    fact.previousState,
    currency,
    monoAccountId,
    rail,
    evidence,
    declinationReason,
    otherMonoTransferId,
    fact.forgedRequest,
  ]
    .map(String)
    .join(' ');
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
