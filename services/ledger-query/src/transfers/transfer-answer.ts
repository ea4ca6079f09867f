import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import type { PostingRow, TransferRecord } from './read-transfer.ts';

const instantOf = (microseconds: bigint): string => formatInstant(Number(microseconds) as Instant);

const optionalInstantOf = (microseconds: bigint | null): string | null =>
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

/** A transfer with its timeline: each fact of the log with the entries that it booked. */
export function transferAnswer(record: TransferRecord) {
  const { transfer } = record;
  const postings = Map.groupBy(record.postings, (posting) => posting.fact_id);
  const marks = Map.groupBy(record.marks, (mark) => mark.fact_id);
  return {
    transferId: transfer.transfer_id,
    state: transfer.state,
    final: transfer.is_final,
    requestedRail: transfer.requested_rail,
    actualRail: transfer.actual_rail,
    railEvidence: transfer.rail_evidence,
    amount: transfer.amount.toString(),
    currency: transfer.currency,
    fees: transfer.fees.toString(),
    taxes: transfer.taxes.toString(),
    monoAccountId: transfer.mono_account_id,
    monoTransferId: transfer.mono_transfer_id,
    caller: transfer.caller,
    thirdPartyId: transfer.third_party_id,
    requestedAt: optionalInstantOf(transfer.requested_at),
    acceptedAt: optionalInstantOf(transfer.accepted_at),
    finalAt: optionalInstantOf(transfer.final_at),
    timeline: record.facts.map((fact) => ({
      event: fact.event_name,
      eventId: fact.event_id,
      occurredAt: instantOf(fact.occurred_at),
      recordedAt: instantOf(fact.recorded_at),
      chainNumber: fact.chain_number.toString(),
      chainHash: fact.chain_hash.toString('hex'),
      marks: (marks.get(fact.fact_id) ?? []).map((mark) => mark.kind),
      entries: entriesOf(postings.get(fact.fact_id) ?? []),
    })),
  };
}
