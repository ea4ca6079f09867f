import type { AnyEvent, EventOf } from '@riel/schemas';
import { dateEntries } from '../entries/date-entries.ts';
import { difference } from '../entries/difference.ts';
import type { EntryKind } from '../entries/entry.ts';
import { transferSteps, type Step } from '../entries/transfer-steps.ts';
import type { Decision } from '../subject/decision.ts';
import { isSameMark } from '../subject/mark.ts';
import type { PlacedValuation } from '../subject/placed-valuation.ts';
import type { Line, TransferSubject } from '../subject/subject.ts';
import { clearingAccount } from '../tables/account-codes.ts';
import type { Tables } from '../tables/tables.ts';
import { transferFactOf } from './fact-of-event.ts';
import { foldTransfer, type Transfer } from './fold-transfer.ts';
import { isKnownFact } from './known-fact.ts';
import { marksOfTransfer } from './marks-of-transfer.ts';
import { positionOfTransfer, type Standing } from './position-of-transfer.ts';
import { isForged, isSameRequest, requestOf, standingRequest } from './request-of-event.ts';
import { tariffOfMonoTransfer, type AppliedTariff } from './tariff-of-mono-transfer.ts';
import type { TransferFact, TransferRequest } from './transfer-fact.ts';

/** Requests of one id that are remembered; further ones change nothing any more. */
const REQUESTS_MAX = 9;

/** A record of a transfer at its place in the log. */
export interface TransferRecord {
  readonly event: AnyEvent;
  readonly key: string;
  readonly subject: TransferSubject | null;
  readonly tables: Tables;
  readonly closedThrough: string | null;
  /** Digest of the record, hexadecimal; needed of requests alone. */
  readonly digest?: string;
}

const nothingKnown: TransferSubject = {
  type: 'transfer',
  request: null,
  requests: [],
  facts: [],
  matchedTo: null,
  valuations: [],
  booked: [],
  marks: [],
};

/**
 * Decides what a record of a transfer books: the difference between what should stand for the
 * transfer, given all its known facts, and what is booked.
 */
export function decideTransfer(record: TransferRecord): Decision {
  const before = record.subject ?? nothingKnown;
  const after = learn(before, record);
  if (after === null) return { kind: 'known' };
  return bookDifference(before, after, record);
}

/** The subject with what the record adds; null if it adds nothing. */
function learn(before: TransferSubject, record: TransferRecord): TransferSubject | null {
  const { event, tables } = record;
  if (event.name === 'TransferRequested') {
    return learnRequest(before, requestOf({ ...record, event }));
  }
  if (event.name === 'TransferMatched') return learnMatch(before, event, record.key);
  const fact = transferFactOf(event, tables);
  if (fact === null || isKnownFact(before.facts, fact)) return null;
  const facts = [...before.facts, fact];
  const isRefusal = fact.forgedRequest !== null;
  const request = isRefusal ? standingRequest(before.requests, facts) : before.request;
  return { ...before, request, facts };
}

/**
 * Every request is remembered that says something else than those before it, or says the same in
 * another record: which of them was forged may be known later.
 */
function learnRequest(before: TransferSubject, request: TransferRequest): TransferSubject | null {
  if (before.requests.length >= REQUESTS_MAX) return null;
  const isKnown = before.requests.some(
    (known) => known.digest === request.digest && isSameRequest(known, request),
  );
  if (isKnown) return null;
  const requests = [...before.requests, request];
  return { ...before, requests, request: standingRequest(requests, before.facts) };
}

/** Requests beside the one that stands, which book nothing: forgeries that were refused are no news. */
function conflictsOf({ request, requests, facts }: TransferSubject): readonly TransferRequest[] {
  if (requests.length < 2 || request === null) return [];
  return requests.filter((other) => !isSameRequest(other, request) && !isForged(other, facts));
}

function learnMatch(
  before: TransferSubject,
  { value }: EventOf<'TransferMatched'>,
  key: string,
): TransferSubject | null {
  // Under a transfer's own key it would wipe out the transfer that it wants to complete.
  if (before.matchedTo !== null || key === value.transferId) return null;
  return { ...before, matchedTo: value.transferId };
}

function bookDifference(
  before: TransferSubject,
  after: TransferSubject,
  record: TransferRecord,
): Decision {
  const transfer = foldTransfer(after);
  const isRequest = record.event.name === 'TransferRequested';
  const newest = after.facts.length > before.facts.length ? (after.facts.at(-1) ?? null) : null;
  const tariffs = tariffsOf(transfer, after, { newest, tables: record.tables });
  const standing: Standing = { request: after.request, transfer, tariffs };
  const isMatched = after.matchedTo !== null;
  const booked = isMatched ? [] : positionOfTransfer(standing);
  const steps = isMatched
    ? matchedSteps(before.booked)
    : stepsOf({ before, booked, standing, isRequest, newest });
  const marks = isMatched ? [] : marksOfTransfer(standing, conflictsOf(after));
  const { occurredAt } = record.event.value as { readonly occurredAt: number };
  const valuations = isMatched ? after.valuations : keep(after.valuations, tariffs);
  return {
    kind: steps.length === 0 ? 'enriched' : 'booked',
    subject: { ...after, valuations, booked, marks },
    entries: dateEntries(steps, { occurredAt, closedThrough: record.closedThrough }),
    marks: marks.filter((mark) => !before.marks.some((known) => isSameMark(known, mark))),
  };
}

function tariffsOf(
  transfer: Transfer,
  { facts, valuations }: TransferSubject,
  { newest, tables }: { readonly newest: TransferFact | null; readonly tables: Tables },
): readonly AppliedTariff[] {
  const place = newest === null ? -1 : facts.length - 1;
  const applied: AppliedTariff[] = [];
  for (const one of transfer.monoTransfers) {
    const tariff = tariffOfMonoTransfer(one, valuations, { facts, newest, place, tables });
    if (tariff !== null) applied.push(tariff);
  }
  return applied;
}

/** Adds the valuations that were made just now. */
function keep(
  valuations: readonly PlacedValuation[],
  tariffs: readonly AppliedTariff[],
): readonly PlacedValuation[] {
  let kept = valuations;
  for (const { valuation } of tariffs) if (!kept.includes(valuation)) kept = [...kept, valuation];
  return kept;
}

function matchedSteps(booked: readonly Line[]): readonly Step[] {
  const postings = difference(booked, []);
  return postings.length === 0 ? [] : [{ kind: 'matched', postings, reverses: null }];
}

interface Change {
  readonly before: TransferSubject;
  readonly booked: readonly Line[];
  readonly standing: Standing;
  readonly isRequest: boolean;
  readonly newest: TransferFact | null;
}

function stepsOf({ before, booked, standing, isRequest, newest }: Change): readonly Step[] {
  const { transfer, request } = standing;
  const monoAccountId = request?.monoAccountId ?? '';
  const ended = transfer.monoTransfers.find((one) => one.approval !== null);
  const railed = transfer.settler ?? ended ?? transfer.monoTransfers[0] ?? null;
  const reversed =
    transfer.monoTransfers.find((one) => one.monoTransferId === newest?.monoTransferId) ?? null;
  return transferSteps({
    from: before.booked,
    to: booked,
    isRequest,
    isReplaced: before.request !== null && before.request !== request,
    requestedClearing: clearingAccount(request?.requestedRail ?? null, monoAccountId),
    actualClearing: clearingAccount(
      railed === null ? (request?.requestedRail ?? null) : railed.rail.rail,
      monoAccountId,
    ),
    closing: closingOf(transfer),
    reversedSettlement: reversed?.approval?.facts[0]?.eventId ?? null,
  });
}

function closingOf({ state }: Transfer): EntryKind {
  switch (state) {
    case 'cancelled':
    case 'duplicated':
    case 'refused':
    case 'cancelled-by-caller':
      return state;
    default:
      return 'declined';
  }
}
