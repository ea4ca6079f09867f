import { governingOf } from '../receipt/decide-receipt.ts';
import type {
  AdjustmentSubject,
  LinkFact,
  LinkSubject,
  ReceiptSubject,
  SubjectState,
} from '../subject/subject.ts';
import { postingsOf } from './position-of.ts';
import { headOfTransfer, summaryOfTransfer } from './summary-of-transfer.ts';
import type { SubjectHead, SubjectSummary, TimelineFact } from './summary.ts';

/** What is known of a subject, for readers. Pure, and a function of the subject alone. */
export function summaryOf(subject: SubjectState): SubjectSummary {
  if (subject.type === 'transfer') return summaryOfTransfer(subject);
  if (subject.type === 'receipt') return summaryOfReceipt(subject);
  if (subject.type === 'adjustment') return summaryOfAdjustment(subject);
  return summaryOfLink(subject);
}

/** The summary without the timeline, for whoever writes many of them. */
export function headOf(subject: SubjectState): SubjectHead {
  return subject.type === 'transfer' ? headOfTransfer(subject) : summaryOf(subject);
}

const nothing: Omit<SubjectSummary, 'type' | 'state' | 'final' | 'marks' | 'facts'> = {
  requestedRail: null,
  actualRail: null,
  railEvidence: 'none',
  amount: 0n,
  currency: '',
  settledAmount: null,
  monoAccountId: '',
  caller: '',
  collectionLinkId: '',
  monoTransferIds: [],
  fees: [],
  clearing: [],
  requestedAt: null,
  acceptedAt: null,
  settledAt: null,
  finalAt: null,
};

function summaryOfReceipt(subject: ReceiptSubject): SubjectSummary {
  const governing = governingOf(subject.facts);
  const terms = governing ?? subject.facts[0];
  const kind = governing?.kind ?? 'failed';
  const isCollection = subject.facts.some((fact) => fact.kind !== 'credited');
  const lines = subject.booked.filter(
    ({ part, account }) =>
      part === 'tariff' && !account.startsWith('assets:') && !account.startsWith('liabilities:'),
  );
  return {
    ...nothing,
    type: 'receipt',
    state: kind,
    final: true,
    actualRail: isCollection ? 'pse' : null,
    amount: terms?.amount ?? 0n,
    currency: terms?.currency ?? '',
    settledAmount: governing?.amount ?? null,
    monoAccountId: terms?.monoAccountId ?? '',
    collectionLinkId:
      subject.facts.find((fact) => fact.collectionLinkId !== null)?.collectionLinkId ?? '',
    fees: postingsOf(lines),
    settledAt: governing?.occurredAt ?? null,
    finalAt: terms?.occurredAt ?? null,
    marks: subject.marks,
    facts: subject.facts.map((fact) => timelineFact(fact)),
  };
}

function summaryOfAdjustment(subject: AdjustmentSubject): SubjectSummary {
  const { eventId, occurredAt, marks } = subject;
  const facts = [timelineFact({ kind: 'adjusted', eventId, occurredAt })];
  return {
    ...nothing,
    type: 'adjustment',
    state: 'adjusted',
    final: true,
    finalAt: occurredAt,
    marks,
    facts,
  };
}

function summaryOfLink({ request, facts, marks }: LinkSubject): SubjectSummary {
  const timeOf = (kind: LinkFact['kind']): number | null =>
    facts.find((fact) => fact.kind === kind)?.occurredAt ?? null;
  const [createdAt, refusedAt] = [timeOf('link-created'), timeOf('link-refused')];
  const refused = refusedAt === null ? null : 'link-refused';
  return {
    ...nothing,
    type: 'link',
    state: createdAt === null ? (refused ?? 'link-requested') : 'link-created',
    final: (createdAt ?? refusedAt) !== null,
    amount: request?.amount ?? 0n,
    currency: request?.currency ?? '',
    monoAccountId: request?.monoAccountId ?? '',
    caller: request?.caller ?? '',
    requestedAt: timeOf('link-requested'),
    acceptedAt: createdAt,
    finalAt: createdAt ?? refusedAt,
    marks,
    facts: facts.map((fact) => timelineFact(fact)),
  };
}

interface Told {
  readonly kind: TimelineFact['kind'];
  readonly eventId: string;
  readonly occurredAt: number;
  readonly amount?: bigint;
  readonly currency?: string;
}

function timelineFact({ kind, eventId, occurredAt, amount, currency }: Told): TimelineFact {
  return {
    kind,
    eventId,
    occurredAt,
    monoTransferId: null,
    rail: null,
    railEvidence: 'none',
    state: null,
    previousState: null,
    declinationReason: null,
    amount: amount ?? null,
    currency: currency ?? null,
  };
}
