import { createHash } from 'node:crypto';
import {
  column,
  sql,
  unnestInsert,
  type Executor,
  type RawBuilder,
  type Transaction,
} from '@riel/database';
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
  readonly dueAt: bigint;
}

const bodyColumns = [
  column('submission_id', 'uuid', (row: SealedRow) => row.submissionId),
  column('digest', 'bytea', (row: SealedRow) => digestOf(row.body)),
  column('data_key_id', 'uuid', (row: SealedRow) => row.sealed.dataKeyId),
  column('nonce', 'bytea', (row: SealedRow) => row.sealed.nonce),
  column('ciphertext', 'bytea', (row: SealedRow) => row.sealed.ciphertext),
  column('stored_at', 'bigint', (row: SealedRow) => row.storedAt),
];

/** The attempt with which a submission begins: it is committed with it, and sent afterwards. */
export interface FirstAttempt {
  readonly keyId: string;
  readonly holderId: string;
}

export interface StoreOptions {
  readonly sealer: Pick<Sealer, 'seal'>;
  readonly at: Instant;
  /** When to begin with what must be looked up: a forgotten request may be on its way until then. */
  readonly lookUpAt: Instant;
  /** What must be looked up first gets none. */
  readonly attempt: FirstAttempt | null;
}

/**
 * Writes new submissions and binds their members to them, by one statement. `sealer.prepare` has been
 * awaited.
 */
export async function storeSubmissions(
  transaction: Transaction,
  submissions: readonly SubmissionToStore[],
  { sealer, at, lookUpAt, attempt }: StoreOptions,
): Promise<void> {
  const storedAt = BigInt(at);
  const rows = submissions.map((submission): SealedRow => {
    const { submissionId, body, mustLookUp } = submission;
    const sealed = sealer.seal({ ...placeOf(submissionId), plaintext: body });
    return { ...submission, sealed, storedAt, dueAt: mustLookUp ? BigInt(lookUpAt) : storedAt };
  });
  const sent = attempt === null ? [] : rows.filter(({ mustLookUp }) => !mustLookUp);
  const isSent = new Set(sent.map(({ submissionId }) => submissionId));
  const members = rows.flatMap(({ submissionId, members: ids }) =>
    ids.map((transferId) => ({ submissionId, transferId })),
  );
  const bodies = unnestInsert({ into: 'gateway.submission_bodies', columns: bodyColumns, rows });
  const withAttempts =
    attempt === null || sent.length === 0
      ? sql``
      : sql`, made as (${unnestInsert({
          into: 'gateway.attempts',
          columns: attemptColumns(attempt),
          rows: sent,
        })})`;
  await sql`
    with keys as (${dataKeysInsert(rows)}),
         stored as (${submissionsInsert(rows, isSent)}),
         bodies as (${bodies})
         ${withAttempts}
    update gateway.transfers t
       set state = 'submitted', submission_id = n.submission_id, absent_since = null,
           absent_until = null
      from unnest(${members.map(({ transferId }) => transferId)}::uuid[],
                  ${members.map(({ submissionId }) => submissionId)}::uuid[])
             as n (transfer_id, submission_id)
     where t.transfer_id = n.transfer_id`.execute(transaction);
}

const FIRST_NUMBER = 1;

const attemptColumns = ({ keyId, holderId }: FirstAttempt) => [
  column('submission_id', 'uuid', (row: SealedRow) => row.submissionId),
  column('number', 'integer', () => FIRST_NUMBER),
  column('key_id', 'text', () => keyId),
  column('holder_id', 'uuid', () => holderId),
  column('started_at', 'bigint', (row: SealedRow) => row.storedAt),
];

function submissionsInsert(
  rows: readonly SealedRow[],
  isSent: ReadonlySet<SubmissionId>,
): RawBuilder<unknown> {
  const stateOf = ({ mustLookUp, submissionId }: SealedRow): string =>
    mustLookUp ? 'looking' : isSent.has(submissionId) ? 'sending' : 'ready';
  const columns = [
    column('submission_id', 'uuid', (row: SealedRow) => row.submissionId),
    column('operation', 'text', (row: SealedRow) => row.operation),
    column('mono_account_id', 'text', (row: SealedRow) => row.monoAccountId),
    column('caller', 'text', (row: SealedRow) => row.caller),
    column('split_generation', 'integer', (row: SealedRow) => row.splitGeneration),
    column('split_group', 'text', (row: SealedRow) => row.splitGroup),
    column('state', 'text', stateOf),
    column('attempts', 'integer', (row: SealedRow) =>
      isSent.has(row.submissionId) ? FIRST_NUMBER : 0,
    ),
    column('has_unknown', 'boolean', (row: SealedRow) => row.mustLookUp),
    column('due_at', 'bigint', (row: SealedRow) => row.dueAt),
    column('look_ups_from', 'bigint', (row: SealedRow) => (row.mustLookUp ? row.dueAt : 0n)),
    column('created_at', 'bigint', (row: SealedRow) => row.storedAt),
    column('changed_at', 'bigint', (row: SealedRow) => row.storedAt),
    // An array of arrays would have to be rectangular, so members travel as text.
    column('members', 'text', (row: SealedRow) => `{${row.members.join(',')}}`),
  ];
  const names = sql.join(columns.map(({ name }) => sql.ref(name)));
  const values = sql.join(
    columns.map(({ type, value }) => sql`${rows.map(value)}::${sql.raw(type)}[]`),
  );
  return sql`
    insert into gateway.submissions (${names})
    select submission_id, operation, mono_account_id, caller, split_generation, split_group, state,
           attempts, has_unknown, due_at, look_ups_from, created_at, changed_at, members::uuid[]
      from unnest(${values}) as rows (${names})`;
}

function dataKeysInsert(rows: readonly SealedRow[]): RawBuilder<unknown> {
  const keys = new Map(rows.map(({ sealed }) => [sealed.dataKeyId, sealed]));
  return unnestInsert({
    into: 'gateway.data_keys',
    columns: [
      column('data_key_id', 'uuid', (blob: SealedBlob) => blob.dataKeyId),
      column('version', 'smallint', (blob: SealedBlob) => blob.version),
      column('recipients', 'jsonb', (blob: SealedBlob) => recipientsJson(blob)),
    ],
    rows: [...keys.values()],
    suffix: sql`on conflict do nothing`,
  });
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
