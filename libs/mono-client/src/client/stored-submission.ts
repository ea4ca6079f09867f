import type { Instant, MonoAccountId, SubmissionId } from '@riel/ids';
import { MonoClientError } from '../errors.ts';

/** What a submission creates at Mono; it fixes the path to which the bytes go. */
export type SubmissionOperation = 'transfers' | 'collection-link' | 'collection-intent';

/** A row of the gateway's store: committed before the first attempt, never changed after. */
export interface SubmissionRow<Operation extends SubmissionOperation> {
  readonly operation: Operation;
  readonly submissionId: SubmissionId;
  readonly monoAccountId: MonoAccountId;
  /** Sent as `x-idempotency-key`; in the form of a UUID v4. */
  readonly idempotencyKey: string;
  /** The exact bytes of the request's body. */
  readonly body: Uint8Array;
  /** When the row was committed. */
  readonly storedAt: Instant;
}

const versionFour = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * A submission that was read back from the store. The create calls take nothing else, so that no
 * caller can send a body or a key that is not stored. The private field makes the type nominal: no
 * object written elsewhere fits. Its inspection shows neither body nor key.
 */
class Submission<Operation extends SubmissionOperation> {
  readonly #row: SubmissionRow<Operation>;

  constructor(row: SubmissionRow<Operation>) {
    this.#row = row;
  }

  get operation(): Operation {
    return this.#row.operation;
  }

  get submissionId(): SubmissionId {
    return this.#row.submissionId;
  }

  get monoAccountId(): MonoAccountId {
    return this.#row.monoAccountId;
  }

  get idempotencyKey(): string {
    return this.#row.idempotencyKey;
  }

  get body(): Uint8Array {
    return this.#row.body;
  }
}

/** A submission as only the gateway's store can give it. */
export type StoredSubmission<Operation extends SubmissionOperation = 'transfers'> =
  Submission<Operation>;

/**
 * Makes a stored submission of a row. To be called by the gateway's store alone, on a row that it has
 * just read back. Throws RIEL_MONO_SUBMISSION_INVALID if the key is no UUID v4 or the body is empty.
 */
export function storedSubmissionOf<Operation extends SubmissionOperation>(
  row: SubmissionRow<Operation>,
): StoredSubmission<Operation> {
  if (!versionFour.test(row.idempotencyKey)) {
    throw new MonoClientError('RIEL_MONO_SUBMISSION_INVALID', 'idempotencyKey is no UUID v4');
  }
  if (row.body.byteLength === 0) {
    throw new MonoClientError('RIEL_MONO_SUBMISSION_INVALID', 'body is empty');
  }
  return new Submission(row);
}
