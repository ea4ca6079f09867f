import {
  chargesOf,
  rulesOf,
  summaryOf,
  valuationOf,
  type SubjectSummary,
  type Tables,
  type TariffOutcome,
  type TimelineFact,
} from '@riel/books';
import type { SubjectState } from './books-types.ts';
import { finalStates } from './final-states.ts';
import type { AskedSide, BookedCosts, BookedMonoTransfer, BookedSide } from './sides.ts';

/** Asked and booked, as one subject of the ledger holds them. */
export interface SubjectSides {
  readonly asked: AskedSide | null;
  readonly booked: BookedSide;
  readonly summary: SubjectSummary;
}

/** From where a subject is looked at. */
export interface BookedView {
  readonly key: string;
  /** Null for a transfer that Mono does not list. */
  readonly monoTransferId: string | null;
  readonly tables: Tables;
  /** Other Mono transfers of the same transfer that Mono was seen to have approved. */
  readonly seenApproved: readonly string[];
}

/** Reads a transfer's subject as the two sides that are ours. */
export function sidesOfSubject(subject: SubjectState, view: BookedView): SubjectSides {
  const summary = summaryOf(subject);
  const request = summary.facts.find((fact) => fact.kind === 'requested');
  const { monoTransferIds } = summary;
  const monoTransferId = view.monoTransferId ?? monoTransferIds[0] ?? null;
  const isFirst = monoTransferIds[0] === monoTransferId || monoTransferId === null;
  const ids = new Set<string>(monoTransferIds);
  const approved = monoTransferIds.filter(
    (id) => monoTransferIn(summary, id)?.state === 'approved',
  );
  return {
    summary,
    asked:
      request === undefined
        ? null
        : {
            transferId: view.key,
            caller: summary.caller,
            monoAccountId: summary.monoAccountId,
            amount: request.amount ?? summary.amount,
            currency: request.currency ?? summary.currency,
            requestedRail: summary.requestedRail,
            requestedAt: request.occurredAt,
          },
    booked: {
      subjectKey: view.key,
      state: summary.state,
      isFinal: summary.final,
      actualRail: summary.actualRail,
      railEvidence: summary.railEvidence,
      acceptedAt: summary.acceptedAt,
      monoTransfer: monoTransferId === null ? null : monoTransferIn(summary, monoTransferId),
      otherApproved: [...new Set([...approved, ...view.seenApproved])].filter(
        (id) => id !== monoTransferId,
      ),
      // A mark about the transfer as a whole is told once, with its first Mono transfer.
      marks: summary.marks.filter(
        ({ about }) => about === monoTransferId || (isFirst && !ids.has(about)),
      ),
      costs: costsOf(summary, view.tables),
      isUnmatched: false,
    },
  };
}

/** What the books know of one Mono transfer; null if they know no fact of it. */
function monoTransferIn(summary: SubjectSummary, id: string): BookedMonoTransfer | null {
  const facts = summary.facts.filter((fact) => fact.monoTransferId === id);
  if (facts.length === 0) return null;
  let inForce: TimelineFact | null = null;
  for (const fact of facts) {
    if (fact.state === null || !finalStates.has(fact.state)) continue;
    // Several records may tell of one state: it began with the first of them.
    const isNews =
      inForce === null || (fact.occurredAt > inForce.occurredAt && fact.state !== inForce.state);
    const isEarlier =
      inForce !== null && fact.state === inForce.state && fact.occurredAt < inForce.occurredAt;
    if (isNews || isEarlier) inForce = fact;
  }
  const terms = inForce ?? facts.find((fact) => fact.amount !== null) ?? null;
  return {
    state: (inForce?.state ?? 'open') as BookedMonoTransfer['state'],
    stateAt: inForce?.occurredAt ?? null,
    amount: terms?.amount ?? null,
    currency: terms?.currency ?? null,
  };
}

/**
 * Fees and taxes against the tables, for the plain histories: one Mono transfer that reached one final
 * state. What a changed state keeps or gives back hangs on its whole history and is left to the books.
 */
function costsOf(summary: SubjectSummary, tables: Tables): BookedCosts | null {
  const [only, ...others] = summary.monoTransferIds;
  if (only === undefined || others.length > 0) return null;
  const stated = summary.facts.filter((fact) => fact.state !== null && finalStates.has(fact.state));
  const [first] = stated;
  const isPlain = stated.every(
    (fact) => fact.state === first?.state && (fact.previousState ?? 'open') === 'open',
  );
  if (first === undefined || !isPlain) return null;
  const outcome = outcomeOf(first, summary, tables);
  const rail = summary.actualRail;
  if (outcome === null || rail === null) return null;
  const at = Math.min(...stated.map((fact) => fact.occurredAt));
  const amount = first.amount ?? summary.amount;
  const { monoAccountId, currency } = summary;
  const valuation = valuationOf(tables, { monoAccountId, rail, amount, currency, at });
  if (valuation.kind !== 'valued') return null;
  const charges = chargesOf(valuation.components, outcome, monoAccountId);
  const isCost = ({ account }: { readonly account: string }): boolean =>
    !account.startsWith('assets:') && !account.startsWith('liabilities:');
  const total = (lines: readonly { readonly account: string; readonly amount: bigint }[]): bigint =>
    lines.filter(isCost).reduce((sum, line) => sum + line.amount, 0n);
  return { booked: total(summary.fees), expected: total(charges) };
}

function outcomeOf(
  fact: TimelineFact,
  summary: SubjectSummary,
  tables: Tables,
): TariffOutcome | null {
  if (fact.state === 'approved') return 'settled';
  if (fact.state !== 'declined') return null;
  const reasons = rulesOf(tables, summary.monoAccountId)?.declinationReasons ?? {};
  return reasons[fact.declinationReason ?? ''] === 'origin'
    ? 'declined-at-origin'
    : 'declined-at-destination';
}
