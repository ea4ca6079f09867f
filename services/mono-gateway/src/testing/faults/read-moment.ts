import { sql, type Database } from '@riel/database';
import { listSubmissions } from '../../admin/sql/list-submissions.ts';
import { listWaiting } from '../../admin/sql/list-waiting.ts';
import { whyWaiting } from '../../admin/why-waiting.ts';
import type { Instant } from '@riel/schemas';
import type { LogModel } from './log-model.ts';
import type { Moment, Waiting } from './judge.ts';

const LISTED_MAX = 1_000;
const NOT_SENT = 'not sent yet';

/** What an operator would be shown now, and what the log says with all that is about to enter it. */
export async function readMoment(
  database: Database,
  { name, log, at }: { readonly name: string; readonly log: LogModel; readonly at: Instant },
): Promise<Moment> {
  const all = { monoAccountId: null, monoAccounts: null, after: null };
  const submissions = await listSubmissions(database.kysely, {
    ...all,
    state: null,
    submissionsMax: LISTED_MAX,
  });
  const unsent = await listWaiting(database.kysely, { ...all, at, transfersMax: LISTED_MAX });
  const listed = submissions.flatMap(({ state, attempts, lastOutcome, open }): Waiting[] =>
    open.map(({ transferId }) => ({
      state,
      id: transferId,
      reason: lastOutcome ?? (attempts === 0 ? NOT_SENT : null),
    })),
  );
  const { rows } = await sql<{ id: string }>`
    select transfer_id as id from gateway.transfers`.execute(database.kysely);
  return {
    name,
    read: new Set(rows.map(({ id }) => id)),
    log: [...log.events, ...(await log.unpublished())],
    waiting: [
      ...listed,
      ...unsent.map((one) => ({
        id: one.transferId,
        state: 'waiting',
        reason: whyWaiting(one),
      })),
    ],
  };
}
