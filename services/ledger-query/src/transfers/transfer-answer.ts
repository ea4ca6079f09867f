import { optionalInstantOf, timelineAnswer } from '../timeline/timeline-answer.ts';
import type { TransferRecord } from './read-transfer.ts';

/** A transfer with its timeline: each fact of the log with the entries that it booked. */
export function transferAnswer(record: TransferRecord) {
  const { transfer } = record;
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
    timeline: timelineAnswer(record),
  };
}
