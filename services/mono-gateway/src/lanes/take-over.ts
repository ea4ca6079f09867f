import type { Database } from '@riel/database';
import type { Instant } from '@riel/schemas';
import { decideAttempt } from '../attempts/decide-attempt.ts';
import { attemptWithout } from '../attempts/read-attempt.ts';
import { closeAttempts, openAttempts } from '../attempts/sql/attempt-rows.ts';
import type { EncodeEvent } from '../events/gateway-events.ts';
import { later } from '../submissions/back-off.ts';
import type { SubmissionLimits } from '../submissions/limits.ts';
import { lockSubmissions } from '../submissions/sql/load-submissions.ts';
import { holdLookUps } from '../submissions/sql/update-submissions.ts';
import { writeChanges } from '../submissions/write-changes.ts';
import type { LaneHolder } from './fence.ts';
import { lockLanes, writeHolder } from './sql/lane-rows.ts';

/** What a take-over needs. */
export interface TakeOverPorts {
  readonly database: Database;
  readonly now: () => Instant;
  readonly random: () => number;
  readonly encode: EncodeEvent;
  readonly limits: SubmissionLimits;
}

/**
 * Takes a lane over from whoever had it: from now on he records nothing any more. What he had sent
 * and not recorded is unknown, and may be on its way for as long as a request may take at most: its
 * look-ups begin after that. Returns how many attempts were lost.
 */
export async function takeOver(ports: TakeOverPorts, holder: LaneHolder): Promise<number> {
  const { monoAccountId } = holder;
  return await ports.database.transaction(async (transaction) => {
    await lockLanes(transaction, [monoAccountId]);
    const now = ports.now();
    await writeHolder(transaction, holder, now);
    const open = await openAttempts(transaction, monoAccountId);
    if (open.length === 0) return 0;
    const endedAt = later(now, ports.limits.totalTimeoutMilliseconds);
    const none = { status: null, monoLogId: null };
    await closeAttempts(
      transaction,
      open.map((attempt) => ({ ...attempt, ...none, endedAt, outcome: 'lost' })),
    );
    const ids = open.map(({ submissionId }) => submissionId);
    const submissions = await lockSubmissions(transaction, ids);
    const result = attemptWithout('lost');
    const changes = submissions.map((submission) =>
      decideAttempt({ submission, result, at: endedAt, random: ports.random() }, ports.limits),
    );
    await writeChanges(transaction, changes, { at: now, encode: ports.encode });
    await holdLookUps(transaction, ids, endedAt);
    return open.length;
  });
}
