import { column, sql, unnestInsert, type Transaction } from '@riel/database';
import type { Caller, Instant, MonoAccountId, SubmissionId, TransferId } from '@riel/schemas';
import type { RequestRecord } from '../read-chunk.ts';

/** The columns that a request fills. */
export const transferColumns = [
  column('transfer_id', 'uuid', (row: RequestRecord) => row.transferId),
  column('operation', 'text', (row: RequestRecord) => row.operation),
  column('state', 'text', (row: RequestRecord) => (row.isVerified ? 'waiting' : 'refused')),
  column('reason', 'text', (row: RequestRecord) => (row.isVerified ? null : 'signature')),
  column('caller', 'text', (row: RequestRecord) => row.request.caller),
  column('mono_account_id', 'text', (row: RequestRecord) => row.request.monoAccountId),
  column('not_after', 'bigint', ({ request }: RequestRecord) =>
    request.notAfter === null ? null : BigInt(request.notAfter),
  ),
  column('requested_at', 'bigint', (row: RequestRecord) => BigInt(row.request.occurredAt)),
  column('log_partition', 'integer', (row: RequestRecord) => row.partition),
  column('log_offset', 'bigint', (row: RequestRecord) => row.offset),
  column('request_digest', 'bytea', (row: RequestRecord) => row.digest),
  column('traceparent', 'text', (row: RequestRecord) => row.traceparent),
];

/** Writes transfers that are new and returns their ids. The first request of an id is the request. */
export async function insertTransfers(
  transaction: Transaction,
  rows: readonly RequestRecord[],
  { mustLookUp }: { readonly mustLookUp: boolean },
): Promise<ReadonlySet<TransferId>> {
  const { rows: inserted } = await unnestInsert({
    into: 'gateway.transfers',
    columns: [...transferColumns, column('must_look_up', 'boolean', () => mustLookUp)],
    rows,
    suffix: sql`on conflict (transfer_id) do nothing returning transfer_id`,
  })
    .$castTo<{ transfer_id: TransferId }>()
    .execute(transaction);
  return new Set(inserted.map((row) => row.transfer_id));
}

const requestColumns = [
  column('transfer_id', 'uuid', (row: RequestRecord) => row.transferId),
  column('payload', 'bytea', (row: RequestRecord) => row.payload),
];

/** Keeps requests until their transfers are final. */
export async function insertRequests(
  transaction: Transaction,
  rows: readonly RequestRecord[],
): Promise<void> {
  await unnestInsert({ into: 'gateway.requests', columns: requestColumns, rows }).execute(
    transaction,
  );
}

/** Digests of the requests that are held. */
export async function readDigests(
  transaction: Transaction,
  transferIds: readonly TransferId[],
): Promise<ReadonlyMap<TransferId, Buffer>> {
  const { rows } = await sql<{ transfer_id: TransferId; request_digest: Buffer }>`
    select transfer_id, request_digest from gateway.transfers
     where transfer_id = any(${[...transferIds]}::uuid[])`.execute(transaction);
  return new Map(rows.map((row) => [row.transfer_id, row.request_digest]));
}

/** A transfer as a wish to cancel finds it. */
export interface HeldTransfer {
  readonly transferId: TransferId;
  readonly state: string;
  readonly caller: Caller;
  readonly monoAccountId: MonoAccountId;
  readonly mustLookUp: boolean;
  readonly submissionId: SubmissionId | null;
}

/** Reads transfers. Lock their lanes first, then read again: only then they stay as they are. */
export async function readTransfers(
  transaction: Transaction,
  transferIds: readonly TransferId[],
): Promise<ReadonlyMap<TransferId, HeldTransfer>> {
  const { rows } = await sql<HeldTransfer>`
    select transfer_id as "transferId", state, caller, mono_account_id as "monoAccountId",
           must_look_up as "mustLookUp", submission_id as "submissionId"
      from gateway.transfers
     where transfer_id = any(${[...transferIds]}::uuid[])
       and operation = 'transfers'`.execute(transaction);
  return new Map(rows.map((row) => [row.transferId, row]));
}

/** Notes a wish whose transfer is just being sent: the outcome decides. */
export async function noteCancellation(
  transaction: Transaction,
  { transferId, caller }: { readonly transferId: TransferId; readonly caller: Caller },
): Promise<void> {
  await sql`
    update gateway.transfers set cancelled_by = ${caller} where transfer_id = ${transferId}
  `.execute(transaction);
}

/** Cancels a transfer that is in no submission. */
export async function cancelWaiting(
  transaction: Transaction,
  transferId: TransferId,
  at: Instant,
): Promise<void> {
  await sql`
    update gateway.transfers set state = 'cancelled', finished_at = ${BigInt(at)}
     where transfer_id = ${transferId}`.execute(transaction);
  await sql`delete from gateway.requests where transfer_id = ${transferId}`.execute(transaction);
}
