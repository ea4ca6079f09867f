import { eventIdOf } from '@riel/ids';
import type { EntryPosted, Instant, MinorUnits } from '@riel/schemas';
import type { BookedEntries, BookedFact, BookedPosting } from './booked-entries.ts';

interface Source {
  readonly topic: string;
  readonly partition: number;
}

/**
 * The events of entries, in order. They depend on what is booked alone: an entry that is relayed
 * twice gives the same event with the same id both times, bytes included, which is why `recordedAt`
 * is the known time of its fact and not the time of the relay.
 */
export const entryEvents = (
  { facts, postings }: BookedEntries,
  source: Source,
): readonly EntryPosted[] => {
  const events: EntryPosted[] = [];
  let lines: EntryPosted['postings'][number][] = [];
  let previous: BookedPosting | null = null;
  let place = 0;
  for (const posting of postings) {
    const { chainNumber, entryNumber, account, amount, currency } = posting;
    if (previous?.chainNumber !== chainNumber || previous.entryNumber !== entryNumber) {
      while (facts[place]?.chainNumber !== chainNumber) {
        place += 1;
        if (place >= facts.length) {
          throw new TypeError(`the fact ${chainNumber} of an entry is missing`);
        }
      }
      lines = [];
      events.push(entryEvent(facts[place] as BookedFact, posting, { ...source, lines }));
    }
    lines.push({ account, amount: amount as MinorUnits, currency });
    previous = posting;
  }
  return events;
};

const entryEvent = (
  fact: BookedFact,
  { entryNumber, kind, bookingDate }: BookedPosting,
  { topic, partition, lines }: Source & { readonly lines: EntryPosted['postings'] },
): EntryPosted => ({
  eventId: eventIdOf([
    'EntryPosted',
    topic,
    `${partition}`,
    `${fact.chainNumber}`,
    `${entryNumber}`,
  ]),
  // A fact with entries was decoded, so it has its times.
  occurredAt: (fact.occurredAt ?? 0) as Instant,
  recordedAt: (fact.knownAt ?? 0) as Instant,
  topic,
  partition,
  chainNumber: BigInt(fact.chainNumber),
  factEventId: fact.eventId as EntryPosted['factEventId'],
  entryNumber,
  subject: fact.subjectKey,
  kind,
  bookingDate,
  postings: lines,
  chainHash: fact.chainHash,
});
