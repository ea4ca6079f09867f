import { eventIdOf } from '@riel/ids';
import type { EntryPosted, Instant, MinorUnits } from '@riel/schemas';
import { HASH_BYTES } from './entry-columns.ts';
import type { EntryColumns } from './entry-columns.ts';

interface Source {
  readonly topic: string;
  readonly partition: number;
}

/**
 * The events of entries, in order. They depend on what is booked alone: an entry that is relayed
 * twice gives the same event with the same id both times, bytes included, which is why `recordedAt`
 * is the known time of its fact and not the time of the relay.
 */
export const entryEvents = (columns: EntryColumns, source: Source): readonly EntryPosted[] => {
  const events: EntryPosted[] = [];
  const { facts, entryNumbers, accounts, amounts, currencies, words } = columns;
  let lines: EntryPosted['postings'][number][] = [];
  for (let place = 0; place < facts.length; place += 1) {
    const isSame =
      facts[place] === facts[place - 1] && entryNumbers[place] === entryNumbers[place - 1];
    if (!isSame) {
      lines = [];
      events.push(entryEvent(columns, place, { ...source, lines }));
    }
    lines.push({
      account: words[accounts[place] ?? 0] ?? '',
      amount: (amounts[place] ?? 0n) as MinorUnits,
      currency: words[currencies[place] ?? 0] ?? '',
    });
  }
  return events;
};

/** The event of the entry that begins at a place. */
const entryEvent = (
  columns: EntryColumns,
  place: number,
  { topic, partition, lines }: Source & { readonly lines: EntryPosted['postings'] },
): EntryPosted => {
  const { words, kinds, bookingDates, chainHashes } = columns;
  const fact = columns.facts[place] ?? 0;
  const chainNumber = columns.chainNumbers[fact] ?? 0;
  const entryNumber = columns.entryNumbers[place] ?? 0;
  const hash = chainHashes.buffer;
  const start = chainHashes.byteOffset + fact * HASH_BYTES;
  return {
    eventId: eventIdOf(['EntryPosted', topic, `${partition}`, `${chainNumber}`, `${entryNumber}`]),
    occurredAt: (columns.occurredAt[fact] ?? 0) as Instant,
    recordedAt: (columns.knownAt[fact] ?? 0) as Instant,
    topic,
    partition,
    chainNumber: BigInt(chainNumber),
    factEventId: (columns.eventIds[fact] ?? '') as EntryPosted['factEventId'],
    entryNumber,
    subject: columns.subjectKeys[fact] ?? '',
    kind: words[kinds[place] ?? 0] ?? '',
    bookingDate: words[bookingDates[place] ?? 0] ?? '',
    postings: lines,
    chainHash: Buffer.from(hash, start, HASH_BYTES),
  };
};
