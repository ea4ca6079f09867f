import type { TransferId } from '@riel/schemas';
import type { Change, Refused } from './change.ts';
import { decideDissolution } from './decide-dissolution.ts';
import type { Refusal, Submission } from './submission.ts';

const memberPath = /(?:^|[#/.])transfers[/.[]+(\d{1,4})(?:\D|$)/;
const accountPath = /^#?[/.]?account(?:_id)?(?:[/.]|$)/;

type RefusalError = Refusal['errors'][number];

/**
 * What follows from a 400 or 422 when look-ups found none of the submission: the members that the
 * errors name are refused and the rest goes on without them; an error of the whole Mono account
 * stops the lane; one that names nobody halves the submission, until the bad member is alone.
 */
export function decideRefusal(change: Change): Change {
  const { submission } = change;
  const refusal = submission.refusal ?? { errors: [], monoLogId: null };
  const isOfAccount = ({ path }: RefusalError): boolean => path !== null && accountPath.test(path);
  // An account that cannot collect can still pay: its link is refused like any other.
  if (submission.operation === 'transfers' && refusal.errors.some(isOfAccount)) {
    return { ...change, state: 'ready', stopLane: 'account-refused' };
  }
  const named = namedMembers(submission, refusal);
  const only = submission.open.length === 1 ? submission.open[0] : undefined;
  if (only !== undefined && named.length === 0) {
    const error = refusal.errors[0];
    return decideDissolution(change, { refused: [refused(only.transferId, error, refusal)] });
  }
  if (named.length > 0) {
    return decideDissolution(change, {
      refused: named.map(({ transferId, error }) => refused(transferId, error, refusal)),
      regroup: (transferId) => regrouped(submission, transferId, 'rest'),
    });
  }
  const middle = Math.ceil(submission.open.length / 2);
  const first = new Set(submission.open.slice(0, middle).map(({ transferId }) => transferId));
  return decideDissolution(change, {
    regroup: (transferId) =>
      regrouped(submission, transferId, first.has(transferId) ? 'first' : 'second'),
  });
}

function namedMembers(
  submission: Submission,
  refusal: Refusal,
): readonly { readonly transferId: TransferId; readonly error: RefusalError }[] {
  const named = new Map<TransferId, RefusalError>();
  for (const error of refusal.errors) {
    const index = memberPath.exec(error.path ?? '')?.[1];
    const transferId = index === undefined ? undefined : submission.members[Number(index)];
    if (transferId !== undefined && !named.has(transferId)) named.set(transferId, error);
  }
  return submission.open.flatMap(({ transferId }) => {
    const error = named.get(transferId);
    return error === undefined ? [] : [{ transferId, error }];
  });
}

const refused = (
  transferId: TransferId,
  error: RefusalError | undefined,
  { monoLogId }: Refusal,
): Refused => ({
  transferId,
  monoLogId,
  reason: 'mono-validation',
  monoErrorCode: error?.errorCode ?? null,
  monoErrorPath: error?.path ?? null,
});

const regrouped = (submission: Submission, transferId: TransferId, part: string) => ({
  transferId,
  splitGeneration: submission.splitGeneration + 1,
  splitGroup: `${submission.submissionId}/${part}`,
});
