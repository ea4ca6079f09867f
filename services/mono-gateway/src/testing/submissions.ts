import type { Caller, Instant, MonoAccountId, SubmissionId, TransferId } from '@riel/schemas';
import type { CreatedObject } from '../submissions/created-object.ts';
import type { Member, Submission } from '../submissions/submission.ts';

export const testAt = 1_800_000_000_000_000 as Instant;

export const idOf = (name: string): TransferId => `transfer-${name}` as TransferId;

export const memberOf = (name: string, change: Partial<Member> = {}): Member => ({
  transferId: idOf(name),
  notAfter: null,
  cancelledBy: null,
  absentSince: null,
  absentUntil: null,
  ...change,
});

/** A submission of members that are all open. */
export const submissionOf = (
  names: readonly string[],
  change: Partial<Submission> = {},
): Submission => ({
  operation: 'transfers',
  submissionId: 'submission-1' as SubmissionId,
  monoAccountId: 'acc_1' as MonoAccountId,
  caller: 'shop' as Caller,
  splitGeneration: 0,
  splitGroup: '',
  members: names.map(idOf),
  open: names.map((name) => memberOf(name)),
  state: 'sending',
  attempts: 1,
  failures: 0,
  hasUnknown: false,
  firstCleanAt: null,
  lookUpsFrom: 0 as Instant,
  unknownSince: null,
  lastOutcome: null,
  refusal: null,
  ...change,
});

/** A member in the answer to a creation. */
export const createdOf = (name: string, change: Partial<CreatedObject> = {}): CreatedObject => ({
  id: `trn_${name}`,
  batch: null,
  externalId: idOf(name),
  entityId: idOf(name),
  routing: null,
  state: 'created',
  insertedAt: null,
  ...change,
});
