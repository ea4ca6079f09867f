import { sql, type Database } from '@riel/database';
import type { SubmissionId, TransferId } from '@riel/schemas';
import { giveUp } from '../../admin/give-up.ts';
import { encodeJson } from '../fake-codec.ts';
import { readOn, resumeLanes, workAll } from './process.ts';
import { look, type World } from './world.ts';

const CALM_STEPS_MAX = 400;
const LOOK_EVERY_STEPS = 8;
const RECORDS_MAX = 1_000;
const GIVE_UP_AFTER_SECONDS = 86_400;
const PAUSE_MILLISECONDS = 31_000;

/** How many transfers and submissions are on their way, and not waiting for a person. */
async function countMoving(database: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select ((select count(*) from gateway.transfers where state = 'waiting')
          + (select count(*) from gateway.submissions
              where state in ('ready', 'sending', 'looking', 'refusing')))::integer as count
  `.execute(database.kysely);
  return rows[0]?.count ?? 0;
}

/** Everything that is in the log and in the outbox is read and published. */
export async function settleLog(world: World): Promise<void> {
  for (let round = 0; round < CALM_STEPS_MAX; round += 1) {
    await world.log.publish(() => undefined, RECORDS_MAX);
    if (world.log.isRead) return;
    await readOn(world, RECORDS_MAX);
  }
}

/** Lets everything come to rest: nothing is ready, sending, looking or refusing any more. */
export async function playCalm(world: World): Promise<void> {
  const { database, timeline } = world;
  for (let step = 0; step < CALM_STEPS_MAX; step += 1) {
    await settleLog(world);
    await resumeLanes(database);
    const work = await workAll(world);
    if (step % LOOK_EVERY_STEPS === 0 || world.isRecovering) await look(world);
    if ((await countMoving(database)) === 0 && !world.isRecovering && world.log.isRead) {
      await settleLog(world);
      return;
    }
    const isBusy = work.some((one) => one.hasWaiting || one.hasReady || one.hasLookUps);
    const next = work.flatMap(({ nextAt }) => nextAt ?? []);
    if (!isBusy && next.length > 0) await timeline.advanceTo(Math.min(...next));
    else if (step % 4 === 3) await timeline.advance(PAUSE_MILLISECONDS);
  }
}

interface WaitingMember {
  readonly submissionId: SubmissionId;
  readonly transferId: TransferId;
  readonly state: string;
}

async function waitingMembers(database: Database): Promise<readonly WaitingMember[]> {
  const { rows } = await sql<WaitingMember>`
    select s.submission_id as "submissionId", t.transfer_id as "transferId", s.state
      from gateway.submissions s
      join gateway.transfers t on t.submission_id = s.submission_id and t.state = 'submitted'
     where s.state in ('refused-after-unknown', 'partly-found')
     order by t.transfer_id`.execute(database.kysely);
  return rows;
}

const LOOKS_BEFORE = 4;
const LOOK_PAUSE_MILLISECONDS = 1_801_000;

/**
 * Ends what waits for a person: look-ups that find nothing until Mono had time to list whatever it
 * holds, one more a day later, then `give-up`.
 */
export async function endWaiting(world: World): Promise<void> {
  const { database, timeline, tally, note } = world;
  const lookAll = async (milliseconds: number): Promise<void> => {
    await timeline.advance(milliseconds);
    await resumeLanes(database);
    await workAll(world);
  };
  for (let round = 0; round < LOOKS_BEFORE; round += 1) {
    if ((await waitingMembers(database)).length === 0) return;
    await lookAll(LOOK_PAUSE_MILLISECONDS);
  }
  await lookAll(GIVE_UP_AFTER_SECONDS * 1_000);
  for (const { submissionId, transferId, state } of await waitingMembers(database)) {
    const wish = { submissionId, transferId, author: 'test', reason: 'test' };
    const ports = { database, now: timeline.now, encode: encodeJson };
    const { kind } = await giveUp({ ...ports, giveUpAfterSeconds: GIVE_UP_AFTER_SECONDS }, wish);
    note(`${transferId} give-up: ${kind}`);
    if (kind === 'given-up') tally.count(`${state} given up`);
  }
  await settleLog(world);
}
