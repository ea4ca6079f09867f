import { createHash } from 'node:crypto';
import { column, sql, unnestInsert, type Executor, type Transaction } from '@riel/database';
import { storedSubmissionOf, type StoredSubmission } from '@riel/mono-client';
import type { Opener, Sealer } from '@riel/sealing';
import type { Instant, MonoAccountId, SealedBlob, SubmissionId } from '@riel/schemas';
import { SubmissionBodyError } from '../errors.ts';
import type { Operation } from './operation.ts';
import type { PlannedSubmission } from './plan-submissions.ts';

/*
 * The store of submissions: what is to be sent is committed here, with its key, its members and its
 * exact bytes, before anything is sent, and only what was read back from here can be sent. The bytes
 * hold personal data, so they are sealed to the gateway itself; their digest proves at each reading
 * that the very same bytes come back.
 */

/** A planned submission with the bytes of its body. */
export interface SubmissionToStore extends PlannedSubmission {
  readonly monoAccountId: MonoAccountId;
  readonly body: Buffer;
}

const EVENT_NAME = 'Submission';
const placeOf = (submissionId: SubmissionId) => ({
  transferId: submissionId,
  eventName: EVENT_NAME,
});
const digestOf = (body: Uint8Array): Buffer => createHash('sha256').update(body).digest();

interface SealedRow extends SubmissionToStore {
  readonly sealed: SealedBlob;
  readonly storedAt: bigint;
}

const bodyColumns = [
  column('submission_id', 'uuid', (row: SealedRow) => row.submissionId),
  column('digest', 'bytea', (row: SealedRow) => digestOf(row.body)),
  column('data_key_id', 'uuid', (row: SealedRow) => row.sealed.dataKeyId),
  column('nonce', 'bytea', (row: SealedRow) => row.sealed.nonce),
  column('ciphertext', 'bytea', (row: SealedRow) => row.sealed.ciphertext),
  column('stored_at', 'bigint', (row: SealedRow) => row.storedAt),
];

/** Writes new submissions and binds their members to them. `sealer.prepare` has been awaited. */
export async function storeSubmissions(
  transaction: Transaction,
  submissions: readonly SubmissionToStore[],
  { sealer, at }: { readonly sealer: Pick<Sealer, 'seal'>; readonly at: Instant },
): Promise<void> {
  const storedAt = BigInt(at);
  const rows = submissions.map((submission): SealedRow => {
    const { submissionId, body } = submission;
    const sealed = sealer.seal({ ...placeOf(submissionId), plaintext: body });
    return { ...submission, sealed, storedAt };
  });
  await insertDataKeys(transaction, rows);
  await insertSubmissions(transaction, rows);
  await unnestInsert({
    into: 'gateway.submission_bodies',
    columns: bodyColumns,
    rows,
  }).execute(transaction);
  const members = rows.flatMap(({ submissionId, members: ids }) =>
    ids.map((transferId) => ({ submissionId, transferId })),
  );
  await sql`
    update gateway.transfers t
       set state = 'submitted', submission_id = n.submission_id, absent_since = null,
           absent_until = null
      from unnest(${members.map(({ transferId }) => transferId)}::uuid[],
                  ${members.map(({ submissionId }) => submissionId)}::uuid[])
             as n (transfer_id, submission_id)
     where t.transfer_id = n.transfer_id`.execute(transaction);
}

async function insertSubmissions(
  transaction: Transaction,
  rows: readonly SealedRow[],
): Promise<void> {
  const columns = [
    column('submission_id', 'uuid', (row: SealedRow) => row.submissionId),
    column('operation', 'text', (row: SealedRow) => row.operation),
    column('mono_account_id', 'text', (row: SealedRow) => row.monoAccountId),
    column('caller', 'text', (row: SealedRow) => row.caller),
    column('split_generation', 'integer', (row: SealedRow) => row.splitGeneration),
    column('split_group', 'text', (row: SealedRow) => row.splitGroup),
    column('state', 'text', (row: SealedRow) => (row.mustLookUp ? 'looking' : 'ready')),
    column('has_unknown', 'boolean', (row: SealedRow) => row.mustLookUp),
    column('due_at', 'bigint', (row: SealedRow) => row.storedAt),
    column('created_at', 'bigint', (row: SealedRow) => row.storedAt),
    column('changed_at', 'bigint', (row: SealedRow) => row.storedAt),
    // An array of arrays would have to be rectangular, so members travel as text.
    column('members', 'text', (row: SealedRow) => `{${row.members.join(',')}}`),
  ];
  const names = sql.join(columns.map(({ name }) => sql.ref(name)));
  const values = sql.join(
    columns.map(({ type, value }) => sql`${rows.map(value)}::${sql.raw(type)}[]`),
  );
  await sql`
    insert into gateway.submissions (${names})
    select submission_id, operation, mono_account_id, caller, split_generation, split_group, state,
           has_unknown, due_at, created_at, changed_at, members::uuid[]
      from unnest(${values}) as rows (${names})`.execute(transaction);
}

async function insertDataKeys(transaction: Transaction, rows: readonly SealedRow[]): Promise<void> {
  const keys = new Map(rows.map(({ sealed }) => [sealed.dataKeyId, sealed]));
  await unnestInsert({
    into: 'gateway.data_keys',
    columns: [
      column('data_key_id', 'uuid', (blob: SealedBlob) => blob.dataKeyId),
      column('version', 'smallint', (blob: SealedBlob) => blob.version),
      column('recipients', 'jsonb', (blob: SealedBlob) => recipientsJson(blob)),
    ],
    rows: [...keys.values()],
    suffix: sql`on conflict do nothing`,
  }).execute(transaction);
}

const recipientsJson = ({ recipients }: SealedBlob): string =>
  JSON.stringify(
    recipients.map(({ keyId, encapsulatedKey, sealedKey }) => ({
      keyId,
      encapsulatedKey: encapsulatedKey.toString('base64'),
      sealedKey: sealedKey.toString('base64'),
    })),
  );

/** A submission that was read back, of one of the operations. */
export type SendableSubmission = StoredSubmission | StoredSubmission<'collection-link'>;

interface StoredRow {
  readonly submission_id: SubmissionId;
  readonly operation: Operation;
  readonly mono_account_id: MonoAccountId;
  readonly digest: Buffer;
  readonly data_key_id: string;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
  readonly stored_at: bigint;
  readonly version: number;
  readonly recipients: readonly Record<'keyId' | 'encapsulatedKey' | 'sealedKey', string>[];
}

/**
 * Reads submissions back, with the exact bytes that were stored. Throws `SubmissionBodyError` when
 * one cannot be opened or differs: nothing but the stored bytes is ever sent.
 */
export async function readSubmissions(
  executor: Executor,
  submissionIds: readonly SubmissionId[],
  opener: Opener,
): Promise<ReadonlyMap<SubmissionId, SendableSubmission>> {
  const { rows } = await sql<StoredRow>`
    select b.submission_id, s.operation, s.mono_account_id, b.digest, b.data_key_id, b.nonce, b.ciphertext,
           b.stored_at, k.version, k.recipients
      from gateway.submission_bodies b
      join gateway.submissions s using (submission_id)
      join gateway.data_keys k using (data_key_id)
     where b.submission_id = any(${[...submissionIds]}::uuid[])`.execute(executor);
  const stored = await Promise.all(rows.map((row) => openRow(row, opener)));
  return new Map(stored.map((submission) => [submission.submissionId, submission]));
}

async function openRow(row: StoredRow, opener: Opener): Promise<SendableSubmission> {
  const submissionId = row.submission_id;
  const opened = await opener.open(blobOf(row), placeOf(submissionId));
  if (opened.kind === 'refused') {
    throw new SubmissionBodyError(submissionId, `cannot be opened: ${opened.reason}`);
  }
  if (!digestOf(opened.plaintext).equals(row.digest)) {
    throw new SubmissionBodyError(submissionId, 'is not what was stored');
  }
  const stored = {
    submissionId,
    monoAccountId: row.mono_account_id,
    idempotencyKey: submissionId,
    body: opened.plaintext,
    storedAt: Number(row.stored_at) as Instant,
  };
  return row.operation === 'transfers'
    ? storedSubmissionOf({ operation: 'transfers', ...stored })
    : storedSubmissionOf({ operation: 'collection-link', ...stored });
}

const blobOf = (row: StoredRow): SealedBlob => ({
  version: row.version,
  dataKeyId: row.data_key_id,
  nonce: row.nonce,
  ciphertext: row.ciphertext,
  recipients: row.recipients.map(({ keyId, encapsulatedKey, sealedKey }) => ({
    keyId,
    encapsulatedKey: Buffer.from(encapsulatedKey, 'base64'),
    sealedKey: Buffer.from(sealedKey, 'base64'),
  })),
});
