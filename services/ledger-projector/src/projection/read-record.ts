import { digestOfBody } from '@riel/avro';
import type { Decoded } from '@riel/avro';
import { eventIdOf, parseUuid } from '@riel/ids';
import { parseTraceparent } from '@riel/runtime';
import { keyOf } from '@riel/schemas';
import type {
  AdjustmentsTopicEvent,
  CollectionsTopicEvent,
  EventName,
  TransfersTopicEvent,
} from '@riel/schemas';
import { digestOfUndecodable } from '../proof/chain.ts';

/** Events that the ledger reads: those of the booked topics. */
export type BookedEvent = TransfersTopicEvent | CollectionsTopicEvent | AdjustmentsTopicEvent;
export type BookedEventName = BookedEvent['name'];

/** A record of the log that says something in a known schema. */
export interface ReadFact {
  readonly kind: 'fact';
  readonly offset: bigint;
  /** Canonical UUID. */
  readonly eventId: string;
  readonly digest: Buffer;
  readonly subjectKey: string;
  readonly occurredAt: number;
  readonly recordedAt: number;
  readonly event: BookedEvent;
}

/** A record that is kept and reported by its bytes alone. */
export interface ReadSetAside {
  readonly kind: 'set-aside';
  readonly offset: bigint;
  readonly eventId: string;
  readonly digest: Buffer;
  readonly code: string;
  readonly reason: string;
  readonly sizeBytes: number;
  readonly traceId: string | null;
}

export type ReadRecord = ReadFact | ReadSetAside;

export interface RawRecord {
  readonly offset: bigint;
  readonly value: Buffer | null;
  /** Header of the record, as it came. */
  readonly traceparent: string | null;
}

// Times that no clock of ours can show are no times: they would give booking dates that PostgreSQL
// and people cannot read. 2000-01-01 to 2200-01-01 in microseconds.
const instantMin = 946_684_800_000_000;
const instantMax = 7_258_118_400_000_000;

/**
 * The largest amounts of one record, in minor units: a million million pesos for a payment, more than
 * anybody pays at once, and for all lines of an adjustment, which books once, more than the command
 * service takes. A subject has no room for the facts that would overflow a posting, and balances are
 * wider than postings.
 */
const amountMax = 100_000_000_000_000n;
const adjustmentMax = 10_000_000_000_000_000n;

const subjectKeyCharactersMax = 200;

const currencyForm = /^[A-Z]{3}$/;

/** ISO 4217's code for "no currency". */
const noCurrency = 'XXX';

/** Reads one record. Whatever the bytes are, there is an answer, and it depends on them alone. */
export const readRecord = (
  record: RawRecord,
  decoded: Decoded<BookedEventName>,
  topicEvents: ReadonlySet<EventName>,
): ReadRecord => {
  if (decoded.kind === 'undecodable') {
    return setAside(record, decoded.code, decoded.reason);
  }
  const { schemaFingerprint, body } = decoded;
  const event = withCurrency(decoded.event);
  if (!topicEvents.has(event.name)) {
    return setAside(record, 'RIEL_RECORD_WRONG_TOPIC', 'the event does not belong to the topic');
  }
  const { occurredAt, recordedAt } = event.value;
  if (!isInstant(occurredAt) || !isInstant(recordedAt)) {
    return setAside(record, 'RIEL_RECORD_INSTANT', 'occurredAt or recordedAt is no possible time');
  }
  if (isBeyondBooks(event)) {
    return setAside(record, 'RIEL_RECORD_AMOUNT', 'the amount is beyond what the books can hold');
  }
  return {
    kind: 'fact',
    offset: record.offset,
    eventId: parseUuid(event.value.eventId) ?? eventIdOf(['foreign', event.value.eventId]),
    digest: digestOfBody(schemaFingerprint, body),
    subjectKey: subjectKeyOf(event),
    occurredAt,
    recordedAt,
    event,
  };
};

const setAside = (record: RawRecord, code: string, reason: string): ReadSetAside => {
  const digest = digestOfUndecodable(record.value);
  return {
    kind: 'set-aside',
    offset: record.offset,
    eventId: eventIdOf(['set-aside', digest.toString('hex')]),
    digest,
    code,
    reason,
    sizeBytes: record.value?.length ?? 0,
    traceId: parseTraceparent(record.traceparent)?.traceId ?? null,
  };
};

const isInstant = (value: number): boolean => value >= instantMin && value <= instantMax;

const isBeyondBooks = ({ name, value }: BookedEvent): boolean => {
  if (name === 'AdjustmentRequested') {
    const sum = value.postings.reduce((all, { amount }) => all + magnitude(amount), 0n);
    return sum > adjustmentMax;
  }
  return 'amount' in value && magnitude(value.amount) > amountMax;
};

const magnitude = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

/**
 * The event with currencies that the books can keep. Our own producers write no other; what cannot
 * be one names no account's currency, and must not stop its partition.
 */
const withCurrency = (event: BookedEvent): BookedEvent => {
  const { value } = event;
  if ('currency' in value && !currencyForm.test(value.currency)) {
    return { ...event, value: { ...value, currency: noCurrency } } as BookedEvent;
  }
  if (event.name === 'AdjustmentRequested') {
    const postings = event.value.postings.map((posting) =>
      currencyForm.test(posting.currency) ? posting : { ...posting, currency: noCurrency },
    );
    return { ...event, value: { ...event.value, postings } };
  }
  return event;
};

/** The event's own key, not the record's: what is booked depends on what was said. */
const subjectKeyOf = (event: BookedEvent): string => {
  const key = keyOf(event);
  // Longer keys do not fit an index, and U+0000 fits no text of PostgreSQL. Our own never look so.
  return key.length > subjectKeyCharactersMax || key.includes('\0')
    ? `long:${eventIdOf(['subject', key])}`
    : key;
};
