import { isFinalState } from './fact-of-event.ts';
import { actualRailOf, type ActualRail } from './actual-rail.ts';
import { orderFacts } from './order-facts.ts';
import type { DeclineReason, MonoState, TransferFact } from './transfer-fact.ts';

/** Records that agree on the state of a Mono transfer, with none between that says otherwise. */
export interface StateRun {
  readonly state: MonoState;
  /** In Mono's order; empty if nobody saw the state and only a later record names it. */
  readonly facts: TransferFact[];
  /** First record of it, or the record that names it as previous. */
  readonly source: TransferFact;
}

/** One decline in the history of a Mono transfer. */
export interface Decline {
  readonly reason: DeclineReason;
  readonly comesBack: boolean;
  /** Amount, currency and Mono account. */
  readonly terms: TransferFact;
}

/** What all known facts of one Mono transfer say together. */
export interface MonoTransfer {
  readonly monoTransferId: string;
  readonly state: MonoState;
  /** The state in force; null while it is open without a record of a state. */
  readonly run: StateRun | null;
  /** The approval in force, or the last one before the state in force; null if there was none. */
  readonly approval: StateRun | null;
  readonly declines: readonly Decline[];
  readonly rail: ActualRail;
  /** Amount, currency and Mono account as the state in force has them; null if none is known. */
  readonly terms: TransferFact | null;
  /** Largest difference of amounts between records, zero if they agree. */
  readonly amountSpread: bigint;
  readonly hasUnknownState: boolean;
  /** Mono's time of the first fact, to order the Mono transfers of one transfer. */
  readonly since: number;
}

/** Folds the facts of one Mono transfer, whatever their order. */
export function foldMonoTransfer(
  monoTransferId: string,
  facts: readonly TransferFact[],
  requestedRail: string | null,
): MonoTransfer {
  const ordered = orderFacts(facts);
  const runs = runsOf(ordered);
  const run = runs.at(-1) ?? null;
  const terms = run?.facts[0] ?? ordered.find((fact) => fact.currency !== '') ?? null;
  return {
    monoTransferId,
    state: run?.state ?? 'open',
    run,
    approval: runs.findLast((one) => one.state === 'approved') ?? null,
    declines: declinesOf(runs),
    rail: actualRailOf(ordered, requestedRail),
    terms,
    amountSpread: terms === null ? 0n : spreadOf(ordered, terms),
    hasUnknownState: ordered.some((fact) => fact.state === 'unknown'),
    since: ordered[0]?.occurredAt ?? Infinity,
  };
}

/** Splits the history into runs; a previous state that nobody saw is a run without records. */
function runsOf(ordered: readonly TransferFact[]): readonly StateRun[] {
  const runs: StateRun[] = [];
  for (const fact of ordered) {
    const { state } = fact;
    // A state that no rule knows moves nothing: the fold keeps the last one that it understands.
    if (state === null || state === 'unknown') continue;
    addToRuns(runs, fact, state);
  }
  return runs;
}

function addToRuns(runs: StateRun[], fact: TransferFact, state: MonoState): void {
  const last = runs.at(-1);
  const { previousState } = fact;
  const namesOther =
    previousState !== null && isFinalState(previousState) && previousState !== state;
  if (last === undefined || last.state !== state) {
    if (namesOther && last?.state !== previousState) {
      runs.push({ state: previousState, facts: [], source: fact });
    }
    runs.push({ state, facts: [fact], source: fact });
    return;
  }
  const isRepetition = last.facts.some((known) => known.kind === fact.kind);
  if (!namesOther || isRepetition) {
    last.facts.push(fact);
    return;
  }
  if (last.facts.some((known) => known.occurredAt < fact.occurredAt)) {
    runs.push({ state: previousState, facts: [], source: fact });
    runs.push({ state, facts: [fact], source: fact });
    return;
  }
  // Two records of one change at one time: the state that one of them names came before both.
  last.facts.push(fact);
  if (runs.at(-2)?.state !== previousState) {
    runs.splice(-1, 0, { state: previousState, facts: [], source: fact });
  }
}

function declinesOf(runs: readonly StateRun[]): readonly Decline[] {
  const declines: Decline[] = [];
  for (const run of runs) {
    if (run.state !== 'declined') continue;
    // A later record may bring the reason that the first one lacked.
    const source = run.facts.find(isReasonKnown) ?? run.facts[0] ?? run.source;
    const terms = run.facts[0] ?? run.source;
    declines.push({ reason: source.reason ?? 'absent', comesBack: source.comesBack, terms });
  }
  return declines;
}

function isReasonKnown(fact: TransferFact): boolean {
  return fact.reason === 'origin' || fact.reason === 'destination';
}

function spreadOf(ordered: readonly TransferFact[], terms: TransferFact): bigint {
  let spread = 0n;
  for (const fact of ordered) {
    if (fact.currency === '') continue;
    const difference = fact.amount - terms.amount;
    const size = difference < 0n ? -difference : difference;
    if (size > spread) spread = size;
  }
  return spread;
}
