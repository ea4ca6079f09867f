import { sql, type Database } from '@riel/database';
import { countWaiting, listSubmissions } from '../../admin/sql/list-submissions.ts';
import type { LogModel } from './log-model.ts';
import type { Moment, Waiting } from './judge.ts';

const SUBMISSIONS_MAX = 1_000;
const NOT_SENT = 'not sent yet';

/** What an operator would be shown now, and what the log says with all that is about to enter it. */
export async function readMoment(
  database: Database,
  { name, log }: { readonly name: string; readonly log: LogModel },
): Promise<Moment> {
  const submissions = await listSubmissions(database.kysely, {
    state: null,
    monoAccountId: null,
    monoAccounts: null,
    submissionsMax: SUBMISSIONS_MAX,
  });
  const listed = submissions.flatMap(({ state, attempts, lastOutcome, open }): Waiting[] =>
    open.map(({ transferId }) => ({
      state,
      id: transferId,
      reason: lastOutcome ?? (attempts === 0 ? NOT_SENT : null),
    })),
  );
  const { rows } = await sql<{ id: string; state: string }>`
    select transfer_id as id, state from gateway.transfers`.execute(database.kysely);
  const unsent = rows.filter(({ state }) => state === 'waiting');
  const counted = await countWaiting(database.kysely);
  const isCounted = counted.count === unsent.length;
  return {
    name,
    read: new Set(rows.map(({ id }) => id)),
    log: [...log.events, ...(await log.unpublished())],
    waiting: [
      ...listed,
      ...(isCounted ? unsent.map(({ id, state }) => ({ id, state, reason: NOT_SENT })) : []),
    ],
  };
}
