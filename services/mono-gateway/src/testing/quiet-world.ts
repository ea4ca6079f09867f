import { sql } from '@riel/database';
import type { TransferRequested } from '@riel/schemas';
import { sendAttempt } from '../attempts/send-attempt.ts';
import { settleAttempts } from '../attempts/settle-attempts.ts';
import { takeAttempts } from '../attempts/take-attempts.ts';
import type { LaneContext } from '../lanes/lane-context.ts';
import { lookUpSubmission } from '../look-ups/look-up-submission.ts';
import { createQueryProver } from '../look-ups/prove-query.ts';
import { later } from '../submissions/back-off.ts';
import { makeSubmissions } from '../submissions/make-submissions.ts';
import { readDue } from '../submissions/sql/load-submissions.ts';
import { createHostileMono, type HostileMono } from './faults/hostile-mono.ts';
import type { Hostility } from './faults/hostility.ts';
import { createRandom } from './faults/random.ts';
import type { Timeline } from './faults/timeline.ts';
import { testLimits } from './test-gateway.ts';

/** A Mono that does as it should, but for what is said. */
export const createQuietMono = (
  { now, scheduleAt }: Timeline,
  change: Partial<Hostility> = {},
): HostileMono =>
  createHostileMono({
    now,
    random: createRandom(1),
    schedule: scheduleAt,
    refuses: () => false,
    hostility: {
      faults: 0,
      favours: [],
      lagsToTheEdge: 0,
      refusesRepeats: 0,
      pageItemsMax: 500,
      newestFirst: false,
      forgetsKeys: false,
      duplicates: 'second-payment',
      lagMillisecondsMax: 0,
      forgottenLagMillisecondsMax: 0,
      namesBadMembers: true,
      echo: 'both',
      crashes: 0,
      ...change,
    },
  });

/** What a creation asks Mono for, as far as this Mono reads it. */
export interface LateRequest {
  readonly mono: HostileMono;
  readonly timeline: Timeline;
  readonly request: Pick<TransferRequested, 'transferId' | 'monoAccountId'>;
}

/**
 * Lets a request that nobody waits for any more come to Mono at the last moment at which it can, and
 * be listed at the last moment that is within the gap.
 */
export function arriveLate({ mono, timeline, request }: LateRequest): void {
  const { totalTimeoutMilliseconds, lookUpGapMilliseconds } = testLimits;
  timeline.schedule(totalTimeoutMilliseconds - 1, () => {
    const insertedAt = timeline.now();
    const visibleAt = later(insertedAt, lookUpGapMilliseconds - 1);
    const transfers = [{ external_id: request.transferId, amount: { amount: 1 } }];
    mono.ledger.create({ account_id: request.monoAccountId, transfers }, { insertedAt, visibleAt });
  });
}

const ROUNDS_MAX = 30;

/** Works a lane until nothing waits but for a person, each time exactly when the next thing is due. */
export async function workThrough(context: LaneContext, timeline: Timeline): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    await makeSubmissions(context);
    const taken = await takeAttempts(context, 16);
    for (const attempt of taken.kind === 'taken' ? taken.attempts : []) {
      const result = await sendAttempt(attempt, context);
      const { submissionId, number } = attempt;
      await settleAttempts(context, [{ submissionId, number, result, endedAt: timeline.now() }]);
    }
    const due = await readDue(context.database.kysely, {
      monoAccountId: context.monoAccountId,
      states: ['looking', 'refusing', 'refused-after-unknown', 'partly-found'],
      at: timeline.now(),
      submissionsMax: 50,
    });
    for (const one of due) await lookUpSubmission(one, context, createQueryProver(context));
    const next = await nextDue(context);
    if (next === null) return;
    await timeline.advanceTo(next);
  }
}

async function nextDue({ database }: LaneContext): Promise<number | null> {
  const { rows } = await sql<{ due: bigint | null }>`
    select min(due_at) as due from gateway.submissions
     where state in ('ready', 'looking', 'refusing')`.execute(database.kysely);
  const due = rows[0]?.due ?? null;
  return due === null ? null : Number(due);
}
