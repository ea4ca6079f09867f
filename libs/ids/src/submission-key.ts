import { hash } from 'node:crypto';
import type { MonoAccountId, SubmissionId, TransferId } from '@riel/schemas';
import { IdError } from './errors.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { uuidOfHash } from './uuid.ts';

/** What a submission to Mono is made of. */
export interface SubmissionMembers {
  readonly monoAccountId: MonoAccountId;
  /** Members in any order; at least one. */
  readonly transferIds: readonly TransferId[];
  /** 0 for the first submission of its members, one more for each halving after a refusal. */
  readonly splitGeneration: number;
}

/**
 * Idempotency key of a submission: SHA-256 of its members in the form of a UUID of version 4, which
 * is the form that Mono documents. It is derived and not drawn, so that a row lost with a database
 * leads to the same key again and cannot pay twice.
 *
 * @throws IdError `RIEL_ID_PARTS_MISSING` when there is no member
 */
export function submissionKeyOf(submission: SubmissionMembers): SubmissionId {
  if (submission.transferIds.length === 0) {
    throw new IdError('RIEL_ID_PARTS_MISSING', 'transferIds is empty');
  }
  const members = submission.transferIds.toSorted();
  const bytes = lengthPrefixed([
    'submission',
    submission.monoAccountId,
    String(submission.splitGeneration),
    ...members,
  ]);
  return uuidOfHash(hash('sha256', bytes, 'hex'), 4) as SubmissionId;
}
