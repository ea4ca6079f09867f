import { outcomeTable } from '../../attempts/outcome-table.ts';
import type { AttemptResult } from '../../attempts/read-attempt.ts';
import { sendAttempt } from '../../attempts/send-attempt.ts';
import { settleAttempts, type SettledAttempt } from '../../attempts/settle-attempts.ts';
import { takeAttempts, type RecordedAttempt } from '../../attempts/take-attempts.ts';
import { LaneLostError } from '../../errors.ts';
import type { LaneContext } from '../../lanes/lane-context.ts';
import { lookUpSubmission } from '../../look-ups/look-up-submission.ts';
import { createQueryProver, type QueryProver } from '../../look-ups/prove-query.ts';
import { makeSubmissions } from '../../submissions/make-submissions.ts';
import { readDue } from '../../submissions/sql/load-submissions.ts';
import type { LaneWork } from './read-work.ts';
import type { Change } from '../../submissions/change.ts';
import { look, type World } from './world.ts';

/** A lane that the living instance holds. */
export interface HeldLane {
  readonly context: LaneContext;
  readonly prover: QueryProver;
}

const states = ['looking', 'refusing', 'refused-after-unknown', 'partly-found'] as const;
const LOOK_UPS_MAX = 8;
const PAUSES = [100, 4_000, 30_000] as const;

/** One round in one lane, of an instance that may die at every named place. */
export async function workLane(world: World, work: LaneWork): Promise<void> {
  const { monoAccountId } = work;
  try {
    const lane = world.lanes.get(monoAccountId) ?? (await beginLane(world, work));
    if (work.hasWaiting) {
      await makeSubmissions(lane.context, world.random.chance(0.5) ? 'all' : 'held-back');
    }
    if (work.hasWaiting || work.hasReady) await sendDue(world, lane.context);
    if (work.hasLookUps) await lookUpDue(world, lane);
  } catch (error) {
    if (!(error instanceof LaneLostError)) throw error;
    world.lanes.delete(monoAccountId);
  }
}

async function beginLane(world: World, work: LaneWork): Promise<HeldLane> {
  await look(world);
  return await takeLane(world, work);
}

async function takeLane(
  world: World,
  { monoAccountId }: Pick<LaneWork, 'monoAccountId'>,
): Promise<HeldLane> {
  const context = await world.gateway.takeLane(monoAccountId);
  const lane = { context, prover: createQueryProver(context) };
  world.lanes.set(monoAccountId, lane);
  return lane;
}

async function sendDue(world: World, context: LaneContext): Promise<void> {
  const { random, tally } = world;
  const taken = await takeAttempts(context, random.whole(1, 16));
  if (taken.kind === 'idle') return;
  const settled: SettledAttempt[] = [];
  for (const attempt of taken.attempts) {
    if (world.crashes > 0 && random.chance(0.04)) {
      // It stands still, another instance takes the lane over, and then it goes on.
      tally.count('lane taken over under way');
      world.note('lane taken over under way');
      await world.timeline.advance(random.pick(PAUSES));
      await takeLane(world, context);
    }
    if (world.crashes > 0 && random.chance(world.crashes)) {
      letGo(world, context, attempt);
      tally.count('request outlives its process');
      world.crash('request-under-way');
    }
    const result = await sendAttempt(attempt, context);
    context.reach('answer-received');
    settled.push(settledOf(attempt, result, context));
    if (outcomeTable[result.code].keyAtFault) context.keys.refused(attempt.apiKey.id);
    if (random.chance(0.3)) await settleAttempts(context, settled.splice(0));
  }
  if (settled.length > 0) await settleAttempts(context, settled);
}

/** A request that outlives its process: it reaches Mono within the total time-out. */
function letGo(world: World, context: LaneContext, { stored, apiKey }: RecordedAttempt): void {
  const { client, limits } = context;
  world.timeline.schedule(world.random.whole(0, limits.totalTimeoutMilliseconds), async () => {
    if (stored.operation === 'transfers') await client.createTransfers(stored, { apiKey });
    else await client.createCollectionLink(stored, { apiKey });
  });
}

const settledOf = (
  { submissionId, number }: RecordedAttempt,
  result: AttemptResult,
  context: LaneContext,
): SettledAttempt => ({ submissionId, number, result, endedAt: context.now() });

async function lookUpDue(world: World, { context, prover }: HeldLane): Promise<void> {
  const due = await readDue(context.database.kysely, {
    states,
    monoAccountId: context.monoAccountId,
    at: context.now(),
    submissionsMax: LOOK_UPS_MAX,
  });
  for (const submission of due) {
    const change = await lookUpSubmission(submission, context, prover);
    if (change !== null) noteLookUp(world, change);
  }
}

function noteLookUp({ tally, note, isRecovering }: World, change: Change): void {
  const { submission, state, accepted } = change;
  note(`${submission.submissionId} looked up: ${submission.state} -> ${state}`);
  if (submission.state === 'refusing' && state === 'dissolved' && change.refused.length === 0) {
    tally.count('refused batch halved');
  }
  if (isRecovering && submission.operation === 'collection-link' && accepted.length > 0) {
    tally.count('restored: link looked up');
  }
}
