import { sql, type Executor } from '@riel/database';
import type { TransferId } from '@riel/schemas';
import type { AcceptedAnswer, KnownTransfer } from '../acceptance.ts';

interface TransferRow {
  readonly transfer_id: TransferId;
  readonly command_hash: string;
  readonly command_hash_version: number;
  readonly command_hash_key_id: string;
  readonly answer: AcceptedAnswer;
}

/** Those of the transfers that were accepted before, with what they were answered. */
export async function loadTransfers(
  executor: Executor,
  transferIds: readonly TransferId[],
): Promise<Map<TransferId, KnownTransfer>> {
  const { rows } = await sql<TransferRow>`
    select transfer_id, encode(command_hash, 'hex') as command_hash, command_hash_version,
           command_hash_key_id, answer
      from command.transfers
     where transfer_id = any (${[...transferIds]}::uuid[])
  `.execute(executor);
  return new Map(
    rows.map((row) => [
      row.transfer_id,
      {
        hash: {
          version: row.command_hash_version,
          keyId: row.command_hash_key_id,
          digest: row.command_hash,
        },
        answer: row.answer,
      },
    ]),
  );
}
