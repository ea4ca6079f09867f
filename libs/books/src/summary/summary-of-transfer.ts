import type { Line, TransferSubject } from '../subject/subject.ts';
import type { MonoTransfer } from '../transfer/fold-mono-transfer.ts';
import { foldTransfer, isEnding, type Transfer } from '../transfer/fold-transfer.ts';
import type { TransferFact, TransferRequest } from '../transfer/transfer-fact.ts';
import { postingsOf } from './position-of.ts';
import type { SubjectHead, SubjectSummary, TimelineFact } from './summary.ts';

/** Summary of a transfer. */
export function summaryOfTransfer(subject: TransferSubject): SubjectSummary {
  return { ...headOfTransfer(subject), facts: timelineOf(subject.request, subject.facts) };
}

/** The summary without the timeline. */
export function headOfTransfer(subject: TransferSubject): SubjectHead {
  const { request, facts, booked } = subject;
  const transfer = foldTransfer(subject);
  const { settler } = transfer;
  const terms = request ?? settler?.terms ?? transfer.monoTransfers[0]?.terms ?? null;
  const isMatched = subject.matchedTo !== null;
  return {
    type: 'transfer',
    state: isMatched ? 'matched' : transfer.state,
    final: isMatched || finalStates.has(transfer.state),
    requestedRail: request?.requestedRail ?? null,
    actualRail: settler?.rail.rail ?? null,
    railEvidence: settler?.rail.evidence ?? 'none',
    amount: terms?.amount ?? 0n,
    currency: terms?.currency ?? '',
    settledAmount: settler?.terms?.amount ?? null,
    monoAccountId: terms?.monoAccountId ?? facts.find(hasMonoAccount)?.monoAccountId ?? '',
    caller: request?.caller ?? '',
    collectionLinkId: '',
    monoTransferIds: transfer.monoTransfers.map((one) => one.monoTransferId),
    fees: postingsOf(booked.filter(isFee)),
    clearing: postingsOf(booked.filter((line) => line.part === 'clearing')),
    requestedAt: request?.occurredAt ?? null,
    acceptedAt: facts.find((fact) => fact.kind === 'accepted')?.occurredAt ?? null,
    settledAt: settler === null ? null : startOf(settler),
    finalAt: finalStates.has(transfer.state) ? endOf(transfer, subject) : null,
    marks: subject.marks,
  };
}

const finalStates: ReadonlySet<string> = new Set([
  'settled',
  'declined',
  'cancelled',
  'duplicated',
  'refused',
  'cancelled-by-caller',
]);

/** Fees and taxes, not the cash that paid them nor what is owed for them. */
function isFee({ part, account }: Line): boolean {
  return part === 'tariff' && !account.startsWith('assets:') && !account.startsWith('liabilities:');
}

function startOf(one: MonoTransfer): number | null {
  return one.run?.facts[0]?.occurredAt ?? null;
}

function endOf(transfer: Transfer, { request, facts }: TransferSubject): number | null {
  if (transfer.settler !== null) return startOf(transfer.settler);
  let end: number | null = null;
  for (const one of transfer.monoTransfers) {
    const started = startOf(one);
    if (started !== null && (end === null || started > end)) end = started;
  }
  if (transfer.monoTransfers.length > 0) return end;
  for (const fact of facts) {
    if (isEnding(fact, request) && (end === null || fact.occurredAt > end)) end = fact.occurredAt;
  }
  return end;
}

function hasMonoAccount(fact: TransferFact): boolean {
  return fact.monoAccountId !== '';
}

/** The request stands where it came in the log only roughly: it is told first. */
function timelineOf(
  request: TransferRequest | null,
  facts: readonly TransferFact[],
): readonly TimelineFact[] {
  const timeline: TimelineFact[] = [];
  if (request !== null) {
    timeline.push({
      kind: 'requested',
      eventId: request.eventId,
      occurredAt: request.occurredAt,
      monoTransferId: null,
      rail: request.requestedRail,
      railEvidence: 'none',
      state: null,
      previousState: null,
      declinationReason: null,
      amount: request.amount,
      currency: request.currency,
    });
  }
  for (const fact of facts) {
    timeline.push({
      kind: fact.kind,
      eventId: fact.eventId,
      occurredAt: fact.occurredAt,
      monoTransferId: fact.monoTransferId,
      rail: fact.rail,
      railEvidence: fact.evidence,
      state: fact.state,
      previousState: fact.previousState,
      declinationReason: fact.declinationReason,
      amount: fact.currency === '' ? null : fact.amount,
      currency: fact.currency === '' ? null : fact.currency,
    });
  }
  return timeline;
}
