import { sql, type Transaction } from '@riel/database';

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

/** One record of the log about the transfer. */
export interface FactRow {
  readonly fact_id: bigint;
  readonly event_id: string;
  readonly event_name: string;
  readonly occurred_at: bigint;
  readonly recorded_at: bigint;
  readonly chain_number: bigint;
  readonly chain_hash: Buffer;
}

/** One line of one entry that a fact booked. */
export interface PostingRow {
  readonly fact_id: bigint;
  readonly entry_number: number;
  readonly kind: string;
  readonly booking_date: string;
  readonly code: string;
  readonly amount: bigint;
  readonly currency: string;
}

/** A mark that the decider left on a fact: a difference that waits for its explanation. */
export interface MarkRow {
  readonly fact_id: bigint;
  readonly kind: string;
}

/** All that the ledger holds of one transfer. */
export interface TransferRecord {
  readonly transfer: TransferRow;
  readonly facts: readonly FactRow[];
  readonly postings: readonly PostingRow[];
  readonly marks: readonly MarkRow[];
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
  const ids = [...transfer.fact_ids];
  const facts = await sql<FactRow>`
    select fact_id, event_id, event_name, occurred_at, recorded_at, chain_number, chain_hash
    from ledger.v_facts
    where fact_id = any(${ids}::bigint[])
    order by fact_id`.execute(transaction);
  const postings = await sql<PostingRow>`
    select posting.fact_id, posting.entry_number, entry.kind, posting.booking_date::text,
      posting.code, posting.amount, posting.currency
    from ledger.v_postings posting
    join ledger.v_entries entry
      on entry.fact_id = posting.fact_id and entry.entry_number = posting.entry_number
    where posting.fact_id = any(${ids}::bigint[])
    order by posting.fact_id, posting.entry_number, posting.line`.execute(transaction);
  const marks = await sql<MarkRow>`
    select fact_id, kind
    from ledger.v_marks
    where fact_id = any(${ids}::bigint[])
    order by fact_id, mark_number`.execute(transaction);
  return { transfer, facts: facts.rows, postings: postings.rows, marks: marks.rows };
}
