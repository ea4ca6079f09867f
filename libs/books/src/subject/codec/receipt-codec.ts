import type { ReceiptFact, ReceiptSubject } from '../subject.ts';
import { valuedRail, type Context } from './context.ts';
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
import { decodeLines, encodeLines, lineAccounts } from './line-codec.ts';
import { decodeMarks, encodeMarks } from './mark-codec.ts';
import { packEventId, unpackEventId } from './pack-event-id.ts';
import { decodeValuation, encodeValuation } from './valuation-codec.ts';

const kinds: readonly ReceiptFact['kind'][] = ['credited', 'collected', 'failed'];

/** A receipt subject as a list: its facts, lines, valuations, marks. */
export function encodeReceipt(subject: ReceiptSubject): Json[] {
  const context = contextOf(subject.facts);
  const accounts = lineAccounts(context, valuedRail(subject.valuations));
  return trimmed([
    subject.facts.map(encodeFact),
    encodeLines(subject.booked, accounts, context.currency),
    subject.valuations.map((valuation) => encodeValuation(valuation, context)),
    encodeMarks(subject.marks),
  ]);
}

/** Undoes `encodeReceipt`. */
export function decodeReceipt(list: readonly Json[]): ReceiptSubject {
  const encodedFacts = listAt(list, 0);
  const facts = encodedFacts.map((_, index) => decodeFact(listAt(encodedFacts, index)));
  const context = contextOf(facts);
  const encoded = listAt(list, 2);
  const valuations = encoded.map((_, index) => decodeValuation(listAt(encoded, index), context));
  const accounts = lineAccounts(context, valuedRail(valuations));
  return {
    type: 'receipt',
    facts,
    valuations,
    booked: decodeLines(listAt(list, 1), accounts, context.currency),
    marks: decodeMarks(listAt(list, 3)),
  };
}

function contextOf(facts: readonly ReceiptFact[]): Context {
  const first = facts[0];
  return {
    monoAccountId: first?.monoAccountId ?? '',
    currency: first?.currency ?? '',
    amount: first?.amount ?? 0n,
    time: 0,
    rail: 'pse',
    monoTransferIds: [''],
  };
}

function encodeFact(fact: ReceiptFact): Json {
  return trimmed([
    packEventId(fact.eventId),
    fact.occurredAt,
    fact.monoAccountId,
    amountJson(fact.amount),
    fact.currency,
    fact.counterAccount,
    kinds.indexOf(fact.kind),
    fact.isBooked ? 0 : 1,
    fact.isStale ? 1 : 0,
    fact.collectionLinkId === null ? 0 : packEventId(fact.collectionLinkId),
  ]);
}

function decodeFact(list: readonly Json[]): ReceiptFact {
  const linkId = textOrNullAt(list, 9);
  return {
    kind: wordAt(kinds, numberAt(list, 6)),
    eventId: unpackEventId(textAt(list, 0)),
    occurredAt: numberAt(list, 1),
    monoAccountId: textAt(list, 2),
    amount: amountAt(list, 3),
    currency: textAt(list, 4),
    counterAccount: textAt(list, 5),
    isStale: numberAt(list, 8) === 1,
    isBooked: numberAt(list, 7) === 0,
    collectionLinkId: linkId === null ? null : unpackEventId(linkId),
  };
}
