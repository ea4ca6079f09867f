import type { Posting } from '../entries/entry.ts';
import {
  amountAt,
  amountJson,
  listAt,
  numberAt,
  textAt,
  unreadable,
  type Json,
} from './codec/json.ts';
import { decodeLink, encodeLink } from './codec/link-codec.ts';
import { decodeMarks, encodeMarks } from './codec/mark-codec.ts';
import { packEventId, unpackEventId } from './codec/pack-event-id.ts';
import { decodeReceipt, encodeReceipt } from './codec/receipt-codec.ts';
import { decodeTransfer, encodeTransfer } from './codec/transfer-codec.ts';
import type { AdjustmentSubject, SubjectState } from './subject.ts';

/** Numbers of the forms; a new form gets a new number, so that stored subjects stay readable. */
const TRANSFER = 1;
const RECEIPT = 2;
const ADJUSTMENT = 3;
const LINK = 4;

/** A subject as compact JSON text, some 350 bytes for a transfer that settled without incident. */
export function encodeSubject(subject: SubjectState): string {
  return JSON.stringify(encoded(subject));
}

/**
 * Reads what `encodeSubject` wrote.
 *
 * @throws BooksError `RIEL_BOOKS_SUBJECT_UNREADABLE` if the text is damaged
 */
export function decodeSubject(text: string): SubjectState {
  const list = parsed(text);
  const rest = list.slice(1);
  switch (list[0]) {
    case TRANSFER:
      return decodeTransfer(rest);
    case RECEIPT:
      return decodeReceipt(rest);
    case ADJUSTMENT:
      return decodeAdjustment(rest);
    case LINK:
      return decodeLink(rest);
    default:
      throw unreadable('a known form');
  }
}

function parsed(text: string): readonly Json[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable('JSON');
  }
  if (!Array.isArray(value)) throw unreadable('a list');
  return value as readonly Json[];
}

function encoded(subject: SubjectState): Json[] {
  if (subject.type === 'transfer') return [TRANSFER, ...encodeTransfer(subject)];
  if (subject.type === 'receipt') return [RECEIPT, ...encodeReceipt(subject)];
  if (subject.type === 'adjustment') return [ADJUSTMENT, ...encodeAdjustment(subject)];
  return [LINK, ...encodeLink(subject)];
}

function encodeAdjustment(subject: AdjustmentSubject): Json[] {
  return [
    packEventId(subject.eventId),
    subject.occurredAt,
    subject.asked,
    subject.booked.map(({ account, amount, currency }) => [account, amountJson(amount), currency]),
    encodeMarks(subject.marks),
  ];
}

function decodeAdjustment(list: readonly Json[]): AdjustmentSubject {
  const lines = listAt(list, 3);
  return {
    type: 'adjustment',
    eventId: unpackEventId(textAt(list, 0)),
    occurredAt: numberAt(list, 1),
    asked: textAt(list, 2),
    booked: lines.map((_, index): Posting => {
      const line = listAt(lines, index);
      return { account: textAt(line, 0), amount: amountAt(line, 1), currency: textAt(line, 2) };
    }),
    marks: decodeMarks(listAt(list, 4)),
  };
}
