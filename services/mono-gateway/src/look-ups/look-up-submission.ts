import { retryTransient } from '@riel/database';
import type { Instant, TransferId } from '@riel/schemas';
import { requireLane } from '../lanes/fence.ts';
import type { LaneContext } from '../lanes/lane-context.ts';
import { stopLane } from '../lanes/sql/lane-rows.ts';
import type { Change } from '../submissions/change.ts';
import { lockSubmissions } from '../submissions/sql/load-submissions.ts';
import type { Submission } from '../submissions/submission.ts';
import { writeChanges } from '../submissions/write-changes.ts';
import { askOrder, readObjects } from './ask-order.ts';
import { decideLookUp, type EndedLookUp, type LookUpAnswer } from './decide-look-up.ts';
import type { QueryProof, QueryProver } from './prove-query.ts';

/** Looks for every open member of a submission at Mono, and writes what follows. */
export async function lookUpSubmission(
  submission: Submission,
  context: LaneContext,
  prover: QueryProver,
): Promise<Change | null> {
  const begunAt = context.now();
  const asked = await askMembers(submission, context);
  const hasNone = [...asked.values()].some(({ kind }) => kind === 'none');
  const proof = hasNone ? await prover.prove(submission.operation) : null;
  const answers = proof === null ? asked : believed(asked, proof);
  context.reach('look-up-answered');
  const ended = { submission, answers, begunAt, at: context.now(), random: context.random() };
  const change = await retryTransient(() => settle(ended, context));
  context.counters.lookedUp([...answers.values()]);
  if (change !== null) context.counters.changed(change);
  context.reach('look-up-committed');
  context.onCommitted();
  return change;
}

type Answers = ReadonlyMap<TransferId, LookUpAnswer>;

async function askMembers(submission: Submission, context: LaneContext): Promise<Answers> {
  const { keys, client, settings, monoAccountId } = context;
  const lane = { operation: submission.operation, monoAccountId };
  const answers = new Map<TransferId, LookUpAnswer>();
  // A piece begins at once under one key, so that a revocation waits for one time-out at most.
  for (let start = 0; start < submission.open.length; start += settings.lookUpsMax) {
    const piece = submission.open.slice(start, start + settings.lookUpsMax);
    const answered = await keys.read(async (apiKey) => {
      const all = await Promise.all(
        piece.map(({ transferId }) => askOrder(client, { ...lane, apiKey, transferId })),
      );
      if (all.some((one) => one.refusesKey === true)) keys.refused(apiKey.id);
      return all;
    });
    for (const [index, { transferId }] of piece.entries()) {
      answers.set(transferId, answered?.[index] ?? { kind: 'again', why: 'no-key' });
    }
  }
  return answers;
}

/** Answers of which "not there" is believed only as far as the query was proven. */
function believed(asked: Answers, proof: QueryProof): Answers {
  const judge = (transferId: TransferId, answer: LookUpAnswer): LookUpAnswer => {
    if (answer.kind !== 'none' || proof.kind === 'proven') return answer;
    if (proof.kind === 'unproven') return { kind: 'again', why: proof.why };
    const listed = proof.objects.filter(
      ({ externalId, entityId }) => externalId === transferId || entityId === transferId,
    );
    return readObjects(transferId, listed);
  };
  return new Map([...asked].map(([id, answer]) => [id, judge(id, answer)]));
}

interface Ended extends EndedLookUp {
  readonly at: Instant;
}

const settle = async (ended: Ended, context: LaneContext): Promise<Change | null> =>
  await context.database.transaction(async (transaction) => {
    await requireLane(transaction, context);
    const { submission } = ended;
    const [present] = await lockSubmissions(transaction, [submission.submissionId]);
    // Whatever happened to it meanwhile, this look-up did not see.
    const isSame = present?.state === submission.state && present.attempts === submission.attempts;
    if (present === undefined || !isSame) return null;
    const change = decideLookUp({ ...ended, submission: present }, context.limits);
    const at = context.now();
    await writeChanges(transaction, [change], { at, encode: context.encode });
    if (change.stopLane !== null) {
      const reason = change.stopLane;
      await stopLane(transaction, context.monoAccountId, { reason, at });
    }
    return change;
  });
