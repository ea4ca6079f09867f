import type { AnyEvent } from '@riel/schemas';
import { dateEntries } from '../entries/date-entries.ts';
import { difference } from '../entries/difference.ts';
import type { Step } from '../entries/transfer-steps.ts';
import type { Decision } from '../subject/decision.ts';
import { isSameMark, type Mark } from '../subject/mark.ts';
import { placeValuation } from '../subject/place-valuation.ts';
import type { PlacedValuation } from '../subject/placed-valuation.ts';
import type { Line, ReceiptFact, ReceiptSubject } from '../subject/subject.ts';
import { cashAccount } from '../tables/account-codes.ts';
import type { Tables } from '../tables/tables.ts';
import { chargesOf } from '../valuation.ts';
import { receiptFactOf } from './receipt-fact.ts';

/** Rail whose tariff a PSE payment pays. */
const PSE = 'pse';

/** A record of money that came in, at its place in the log. */
export interface ReceiptRecord {
  readonly event: AnyEvent;
  readonly subject: ReceiptSubject | null;
  readonly tables: Tables;
  readonly closedThrough: string | null;
}

const nothingKnown: ReceiptSubject = {
  type: 'receipt',
  facts: [],
  valuations: [],
  booked: [],
  marks: [],
};

/**
 * Books a credit or a PSE payment once. Of several records the earliest by Mono's time (then event
 * id, then amount) stands, so their order does not matter; one that differs is marked.
 */
export function decideReceipt(record: ReceiptRecord): Decision {
  const before = record.subject ?? nothingKnown;
  const fact = receiptFactOf(record.event, record.tables);
  if (fact === null || before.facts.some((known) => isSameFact(known, fact))) {
    return { kind: 'known' };
  }
  const facts = [...before.facts, fact];
  const governing = governingOf(facts);
  const place = facts.length - 1;
  const valuation = valuationFor(governing, before, { place, tables: record.tables });
  const booked = governing === null ? [] : positionOf(governing, valuation);
  const marks = marksOf(facts, governing, valuation);
  const isNew = valuation !== null && !before.valuations.includes(valuation);
  const valuations = isNew ? [...before.valuations, valuation] : before.valuations;
  const steps = stepsOf(before.booked, booked, governing);
  const { closedThrough } = record;
  return {
    kind: steps.length === 0 ? 'enriched' : 'booked',
    subject: { type: 'receipt', facts, valuations, booked, marks },
    entries: dateEntries(steps, { occurredAt: fact.occurredAt, closedThrough }),
    marks: marks.filter((mark) => !before.marks.some((known) => isSameMark(known, mark))),
  };
}

/** The record that is booked; null while none says that the money is there. */
export function governingOf(facts: readonly ReceiptFact[]): ReceiptFact | null {
  let governing: ReceiptFact | null = null;
  for (const fact of facts) {
    if (fact.isBooked && (governing === null || compare(fact, governing) < 0)) governing = fact;
  }
  return governing;
}

function compare(one: ReceiptFact, other: ReceiptFact): number {
  if (one.occurredAt !== other.occurredAt) return one.occurredAt - other.occurredAt;
  if (one.eventId !== other.eventId) return one.eventId < other.eventId ? -1 : 1;
  if (one.amount !== other.amount) return one.amount < other.amount ? -1 : 1;
  const [text, otherText] = [termsOf(one), termsOf(other)];
  if (text === otherText) return 0;
  return text < otherText ? -1 : 1;
}

function termsOf(fact: ReceiptFact): string {
  return `${fact.currency} ${fact.monoAccountId} ${fact.kind}`;
}

function isSameFact(known: ReceiptFact, fact: ReceiptFact): boolean {
  return (
    known.kind === fact.kind &&
    known.occurredAt === fact.occurredAt &&
    known.amount === fact.amount &&
    known.currency === fact.currency &&
    known.monoAccountId === fact.monoAccountId &&
    known.isBooked === fact.isBooked &&
    (known.collectionLinkId === fact.collectionLinkId || fact.collectionLinkId === null)
  );
}

function valuationFor(
  governing: ReceiptFact | null,
  before: ReceiptSubject,
  { place, tables }: { readonly place: number; readonly tables: Tables },
): PlacedValuation | null {
  if (governing === null || governing.kind !== 'collected') return null;
  const { amount, currency, monoAccountId, occurredAt } = governing;
  const kept = before.valuations.find((one) => one.amount === amount && one.currency === currency);
  if (kept !== undefined) return kept;
  return placeValuation(tables, {
    place,
    monoTransferId: '',
    monoAccountId,
    rail: PSE,
    amount,
    currency,
    at: occurredAt,
  });
}

function positionOf(fact: ReceiptFact, valuation: PlacedValuation | null): readonly Line[] {
  const { amount, currency, monoAccountId, counterAccount } = fact;
  const lines: Line[] = [];
  if (amount !== 0n) {
    lines.push({ part: 'cash', account: cashAccount(monoAccountId), amount, currency });
    lines.push({ part: 'counter', account: counterAccount, amount: -amount, currency });
  }
  if (valuation === null) return lines;
  for (const charge of chargesOf(valuation.components, 'settled', monoAccountId)) {
    lines.push({ part: 'tariff', ...charge, currency });
  }
  return lines;
}

function stepsOf(
  from: readonly Line[],
  to: readonly Line[],
  governing: ReceiptFact | null,
): readonly Step[] {
  const steps: Step[] = [];
  const isCollection = governing?.kind === 'collected';
  const principal = difference(from.filter(isPrincipal), to.filter(isPrincipal));
  if (principal.length > 0) {
    const opening = isCollection ? 'collected' : 'credited';
    const correcting = isCollection ? 'collection-corrected' : 'credit-corrected';
    const kind = from.length === 0 ? opening : correcting;
    steps.push({ kind, postings: principal, reverses: null });
  }
  const tariffFrom = from.filter((line) => !isPrincipal(line));
  const tariff = difference(
    tariffFrom,
    to.filter((line) => !isPrincipal(line)),
  );
  if (tariff.length > 0) {
    const kind = tariffFrom.length === 0 ? 'fee' : 'fee-corrected';
    steps.push({ kind, postings: tariff, reverses: null });
  }
  return steps;
}

function isPrincipal(line: Line): boolean {
  return line.part !== 'tariff';
}

function marksOf(
  facts: readonly ReceiptFact[],
  governing: ReceiptFact | null,
  valuation: PlacedValuation | null,
): readonly Mark[] {
  const marks: Mark[] = [];
  for (const fact of facts) {
    const { amount, currency, monoAccountId, eventId } = fact;
    if (fact.isStale)
      marks.push({ kind: 'stale-signature', amount, currency, about: monoAccountId });
    if (!fact.isBooked && fact.kind !== 'failed') {
      marks.push({ kind: 'unknown-state', amount, currency, about: eventId });
    }
    if (governing === null || !fact.isBooked || fact === governing) continue;
    if (amount !== governing.amount || currency !== governing.currency) {
      marks.push({ kind: 'amount', amount: amount - governing.amount, currency, about: eventId });
    }
    if (monoAccountId !== governing.monoAccountId) {
      marks.push({ kind: 'mono-account', amount, currency, about: monoAccountId });
    }
  }
  if (valuation !== null && valuation.problem !== null && governing !== null) {
    const { amount, currency, rail, problem } = valuation;
    const about = problem === 'unknown-mono-account' ? governing.monoAccountId : rail;
    marks.push({ kind: problem, amount, currency, about });
  }
  return marks;
}
