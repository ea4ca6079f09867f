import { eventIdOf } from '@riel/ids';
import type { EntryPosted, Instant, MinorUnits } from '@riel/schemas';
import { chainNumberOf } from '../projection/fact-id.ts';
import type { EntryLine } from './sql/read-entries.ts';

interface Source {
  readonly topic: string;
  readonly partition: number;
}

/**
 * The events of entries, from their lines in order. They depend on what is booked alone: an entry
 * that is relayed twice gives the same event with the same id both times, bytes included, which is
 * why `recordedAt` is the known time of its fact and not the time of the relay.
 */
export const entryEvents = (lines: readonly EntryLine[], source: Source): EntryPosted[] => {
  const events: EntryPosted[] = [];
  let postings: EntryPosted['postings'][number][] = [];
  let previous: EntryLine | null = null;
  for (const line of lines) {
    if (previous?.fact_id !== line.fact_id || previous.entry_number !== line.entry_number) {
      postings = [];
      events.push(entryEvent(line, source, postings));
    }
    postings.push({
      account: line.code,
      amount: line.amount as MinorUnits,
      currency: line.currency,
    });
    previous = line;
  }
  return events;
};

const entryEvent = (
  line: EntryLine,
  { topic, partition }: Source,
  postings: EntryPosted['postings'],
): EntryPosted => {
  const chainNumber = chainNumberOf(line.fact_id);
  const place = [topic, `${partition}`, `${chainNumber}`, `${line.entry_number}`];
  return {
    eventId: eventIdOf(['EntryPosted', ...place]),
    occurredAt: Number(line.occurred_at) as Instant,
    recordedAt: Number(line.known_at) as Instant,
    topic,
    partition,
    chainNumber: BigInt(chainNumber),
    factEventId: line.event_id as EntryPosted['factEventId'],
    entryNumber: line.entry_number,
    subject: line.subject_key,
    kind: line.kind,
    bookingDate: line.booking_date,
    postings,
    chainHash: line.chain_hash,
  };
};
