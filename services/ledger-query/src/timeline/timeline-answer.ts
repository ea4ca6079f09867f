import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import type { PostingRow, Timeline } from './read-timeline.ts';

export const instantOf = (microseconds: bigint): string =>
  formatInstant(Number(microseconds) as Instant);

export const optionalInstantOf = (microseconds: bigint | null): string | null =>
  microseconds === null ? null : instantOf(microseconds);

/** Lays the lines of one fact out as entries, in the order in which they were booked. */
function entriesOf(postings: readonly PostingRow[]) {
  const byNumber = Map.groupBy(postings, (posting) => posting.entry_number);
  return [...byNumber.values()].map((lines) => ({
    kind: lines[0]?.kind ?? '',
    bookingDate: lines[0]?.booking_date ?? '',
    postings: lines.map(({ code, amount, currency }) => ({
      account: code,
      amount: amount.toString(),
      currency,
    })),
  }));
}

/** Each fact of the log with the entries that it booked. */
export function timelineAnswer(timeline: Timeline) {
  const postings = Map.groupBy(timeline.postings, (posting) => posting.fact_id);
  const marks = Map.groupBy(timeline.marks, (mark) => mark.fact_id);
  return timeline.facts.map((fact) => ({
    event: fact.event_name,
    eventId: fact.event_id,
    occurredAt: instantOf(fact.occurred_at),
    recordedAt: instantOf(fact.recorded_at),
    chainNumber: fact.chain_number.toString(),
    chainHash: fact.chain_hash.toString('hex'),
    marks: (marks.get(fact.fact_id) ?? []).map((mark) => mark.kind),
    entries: entriesOf(postings.get(fact.fact_id) ?? []),
  }));
}
