import type { TransferRequest } from '../../transfer/transfer-fact.ts';
import { standingRequest } from '../../transfer/request-of-event.ts';
import type { TransferSubject } from '../subject.ts';
import { valuedRail, type Context } from './context.ts';
import { decodeFact, encodeFact } from './fact-codec.ts';
import {
  amountAt,
  amountJson,
  listAt,
  numberAt,
  textAt,
  textOrNullAt,
  trimmed,
  type Json,
} from './json.ts';
import { decodeLines, encodeLines, lineAccounts } from './line-codec.ts';
import { decodeMarks, encodeMarks } from './mark-codec.ts';
import { packEventId, unpackEventId } from './pack-event-id.ts';
import { decodeValuation, encodeValuation } from './valuation-codec.ts';

/** A transfer subject as a list: what its parts share first, then the parts. */
export function encodeTransfer(subject: TransferSubject): Json[] {
  const { requests, facts, valuations, booked } = subject;
  const [request, ...others] = requests;
  const context = contextOf(subject);
  const accounts = lineAccounts(context, valuedRail(valuations));
  return trimmed([
    context.monoAccountId,
    context.currency,
    amountJson(context.amount),
    context.time,
    context.rail,
    [...context.monoTransferIds],
    request === undefined ? 0 : encodeRequest(request),
    facts.map((fact) => encodeFact(fact, context)),
    encodeLines(booked, accounts, context.currency),
    valuations.map((valuation) => encodeValuation(valuation, context)),
    encodeMarks(subject.marks),
    subject.matchedTo ?? 0,
    others.map(encodeOther),
  ]);
}

/** Undoes `encodeTransfer`. */
export function decodeTransfer(list: readonly Json[]): TransferSubject {
  const context: Context = {
    monoAccountId: textAt(list, 0),
    currency: textAt(list, 1),
    amount: amountAt(list, 2),
    time: numberAt(list, 3),
    rail: textAt(list, 4),
    monoTransferIds: texts(listAt(list, 5)),
  };
  const first = listAt(list, 6);
  const facts = lists(listAt(list, 7)).map((fact) => decodeFact(fact, context));
  const requests = [
    ...(first.length === 0 ? [] : [decodeRequest(first, context)]),
    ...lists(listAt(list, 12)).map(decodeOther),
  ];
  const valuations = lists(listAt(list, 9)).map((one) => decodeValuation(one, context));
  const accounts = lineAccounts(context, valuedRail(valuations));
  return {
    type: 'transfer',
    request: standingRequest(requests, facts),
    requests,
    facts,
    matchedTo: textOrNullAt(list, 11),
    valuations,
    booked: decodeLines(listAt(list, 8), accounts, context.currency),
    marks: decodeMarks(listAt(list, 10)),
  };
}

function contextOf({ requests: [request], facts }: TransferSubject): Context {
  const shared = request ?? facts.find((fact) => fact.currency !== '') ?? facts[0];
  const monoTransferIds: string[] = [];
  for (const { monoTransferId, otherMonoTransferId } of facts) {
    for (const id of [monoTransferId, otherMonoTransferId]) {
      if (id !== null && !monoTransferIds.includes(id)) monoTransferIds.push(id);
    }
  }
  return {
    monoAccountId: shared?.monoAccountId ?? '',
    currency: shared?.currency ?? '',
    amount: shared?.amount ?? 0n,
    time: shared?.occurredAt ?? 0,
    rail: request?.requestedRail ?? '',
    monoTransferIds,
  };
}

/** `[event id, caller, counter account, is unknown, no rail, digest]`; the rest is what the parts share. */
function encodeRequest(request: TransferRequest): Json {
  return trimmed([
    packEventId(request.eventId),
    request.caller,
    request.counterAccount ?? 0,
    request.isCounterKnown ? 0 : 1,
    request.requestedRail === null ? 1 : 0,
    request.digest === '' ? 0 : request.digest,
  ]);
}

function decodeRequest(list: readonly Json[], context: Context): TransferRequest {
  return {
    eventId: unpackEventId(textAt(list, 0)),
    occurredAt: context.time,
    monoAccountId: context.monoAccountId,
    amount: context.amount,
    currency: context.currency,
    requestedRail: numberAt(list, 4) === 1 ? null : context.rail,
    counterAccount: textOrNullAt(list, 2),
    isCounterKnown: numberAt(list, 3) === 0,
    caller: textAt(list, 1),
    digest: textOrNullAt(list, 5) ?? '',
  };
}

/** A later request: rare, and may differ in all, so that everything stands in it. */
function encodeOther(request: TransferRequest): Json {
  return trimmed([
    packEventId(request.eventId),
    amountJson(request.amount),
    request.currency,
    request.occurredAt,
    request.monoAccountId,
    request.caller,
    request.digest,
    request.counterAccount ?? 0,
    request.isCounterKnown ? 0 : 1,
    request.requestedRail ?? 0,
  ]);
}

function decodeOther(list: readonly Json[]): TransferRequest {
  return {
    eventId: unpackEventId(textAt(list, 0)),
    amount: amountAt(list, 1),
    currency: textAt(list, 2),
    occurredAt: numberAt(list, 3),
    monoAccountId: textAt(list, 4),
    caller: textAt(list, 5),
    digest: textAt(list, 6),
    counterAccount: textOrNullAt(list, 7),
    isCounterKnown: numberAt(list, 8) === 0,
    requestedRail: textOrNullAt(list, 9),
  };
}

function lists(list: readonly Json[]): readonly (readonly Json[])[] {
  return list.map((_, index) => listAt(list, index));
}

function texts(list: readonly Json[]): readonly string[] {
  return list.map((_, index) => textAt(list, index));
}
