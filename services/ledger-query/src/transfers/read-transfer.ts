import { sql, type Transaction } from '@riel/database';
import { readTimeline, type Timeline } from '../timeline/read-timeline.ts';

/** A transfer as the ledger keeps it. Instants are microseconds, amounts minor units. */
export interface TransferRow {
  readonly transfer_id: string;
  readonly state: string;
  readonly is_final: boolean;
  readonly requested_rail: string | null;
  readonly actual_rail: string | null;
  readonly rail_evidence: string | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly mono_account_id: string | null;
  readonly mono_transfer_id: string | null;
  readonly caller: string | null;
  readonly third_party_id: string | null;
  readonly fees: bigint;
  readonly taxes: bigint;
  readonly requested_at: bigint | null;
  readonly accepted_at: bigint | null;
  readonly final_at: bigint | null;
  readonly fact_ids: readonly bigint[];
  readonly encoded: string;
}

/** All that the ledger holds of one transfer. */
export interface TransferRecord extends Timeline {
  readonly transfer: TransferRow;
}

/** Reads a transfer with its facts, entries and marks; null if the ledger has not seen it yet. */
export async function readTransfer(
  transaction: Transaction,
  transferId: string,
): Promise<TransferRecord | null> {
  const found = await sql<TransferRow>`
    select transfer_id, state, is_final, requested_rail, actual_rail, rail_evidence, amount, currency,
      mono_account_id, mono_transfer_id, caller, third_party_id, fees, taxes, requested_at,
      accepted_at, final_at, fact_ids, encoded
    from ledger.v_transfers
    where transfer_id = ${transferId}`.execute(transaction);
  const transfer = found.rows[0];
  if (transfer === undefined) return null;
  return { transfer, ...(await readTimeline(transaction, transfer.fact_ids)) };
}
