import type { MonoAccountId } from '@riel/schemas';
import type { AttemptResult } from '../../attempts/read-attempt.ts';
import { sendAttempt } from '../../attempts/send-attempt.ts';
import { settleAttempts, type SettledAttempt } from '../../attempts/settle-attempts.ts';
import { takeAttempts, type RecordedAttempt } from '../../attempts/take-attempts.ts';
import { outcomeTable } from '../../attempts/outcome-table.ts';
import { LaneLostError } from '../../errors.ts';
import { lookUpSubmission } from '../../look-ups/look-up-submission.ts';
import { createQueryProver } from '../../look-ups/prove-query.ts';
import type { LaneContext } from '../../lanes/lane-context.ts';
import { makeSubmissions } from '../../submissions/make-submissions.ts';
import { readDue } from '../../submissions/sql/load-submissions.ts';
import type { TestGateway } from '../test-gateway.ts';
import type { SeededRandom } from './random.ts';

/** The process ends here, as far as the run is concerned. */
export class SimulatedCrash extends Error {
  readonly code = 'RIEL_TEST_CRASH';

  constructor(place: string) {
    super(`crash at ${place}`);
    this.name = 'SimulatedCrash';
  }
}

/** What a run holds beside the database: what a crash loses. */
export interface LaneWorld {
  readonly random: SeededRandom;
  crashes: number;
  /** Lanes that the living instance holds. */
  readonly lanes: Map<MonoAccountId, LaneContext>;
  readonly advance: (milliseconds: number) => Promise<void>;
  /** A request that outlives its process: it reaches Mono within the total time-out. */
  readonly letGo: (send: () => Promise<unknown>) => void;
}

export interface LanePlay {
  readonly world: LaneWorld;
  readonly gateway: TestGateway;
}

const states = ['looking', 'refusing', 'refused-after-unknown', 'partly-found'] as const;

/** One round in one lane, of an instance that may die at every named place. */
export async function workLane(play: LanePlay, account: MonoAccountId): Promise<void> {
  const { world, gateway } = play;
  try {
    const context = world.lanes.get(account) ?? (await gateway.takeLane(account));
    world.lanes.set(account, context);
    await makeSubmissions(context);
    await sendDue(play, context);
    await lookUpDue(context);
  } catch (error) {
    if (error instanceof SimulatedCrash) world.lanes.clear();
    else if (error instanceof LaneLostError) world.lanes.delete(account);
    else throw error;
  }
}

async function sendDue({ world, gateway }: LanePlay, context: LaneContext): Promise<void> {
  const taken = await takeAttempts(context, world.random.whole(1, 16));
  if (taken.kind === 'idle') return;
  const settled: SettledAttempt[] = [];
  for (const attempt of taken.attempts) {
    if (world.crashes > 0 && world.random.chance(0.03)) {
      // It stands still, another instance takes the lane over, and then it goes on.
      await world.advance(world.random.pick([100, 4_000, 30_000]));
      world.lanes.set(context.monoAccountId, await gateway.takeLane(context.monoAccountId));
    }
    if (world.crashes > 0 && world.random.chance(world.crashes)) {
      const { stored, apiKey } = attempt;
      world.letGo(async () =>
        stored.operation === 'transfers'
          ? await context.client.createTransfers(stored, { apiKey })
          : await context.client.createCollectionLink(stored, { apiKey }),
      );
      throw new SimulatedCrash('request-under-way');
    }
    const result = await sendAttempt(attempt, context);
    context.reach('answer-received');
    settled.push(settledOf(attempt, result, context));
    if (outcomeTable[result.code].keyAtFault) context.keys.refused(attempt.apiKey.id);
    if (world.random.chance(0.3)) await settleAttempts(context, settled.splice(0));
  }
  if (settled.length > 0) await settleAttempts(context, settled);
}

const settledOf = (
  { submissionId, number }: RecordedAttempt,
  result: AttemptResult,
  context: LaneContext,
): SettledAttempt => ({ submissionId, number, result, endedAt: context.now() });

async function lookUpDue(context: LaneContext): Promise<void> {
  const due = await readDue(context.database.kysely, {
    states,
    monoAccountId: context.monoAccountId,
    at: context.now(),
    submissionsMax: 8,
  });
  const prover = createQueryProver(context);
  for (const submission of due) await lookUpSubmission(submission, context, prover);
}
