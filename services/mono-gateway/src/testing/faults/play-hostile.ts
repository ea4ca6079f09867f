import { serverIdentity, sql } from '@riel/database';
import type { SubmissionId } from '@riel/schemas';
import { writeServer } from '../../recovery/sql.ts';
import { nudgeSubmission } from '../../admin/nudge-submission.ts';
import { encodeJson } from '../fake-codec.ts';
import { copyDatabase, restoreDatabase, type DatabaseCopy } from './database-copy.ts';
import type { DrawnEvent } from './draw-log.ts';
import type { Theme } from './hostility.ts';
import { readWork, type LaneWork } from './read-work.ts';
import { readOn, resumeLanes, workAll } from './process.ts';
import { look, SimulatedCrash, startProcess, type World } from './world.ts';

const STEPS = 44;
const RECORDS_MAX = 6;
const EVENTS_MAX = 8;
const JUMPS_MILLISECONDS = [0, 1, 100, 2_000, 20_000, 61_000] as const;

export interface HostilePlay {
  readonly world: World;
  readonly theme: Theme;
  readonly events: readonly DrawnEvent[];
}

/** Copies of the database, of which one may be put back. */
interface Copies {
  readonly chance: number;
  copy: DatabaseCopy | null;
  age: number;
}

/** Lets the gateway work under a Mono, an operator, a broker and a machine that all do their worst. */
export async function playHostile({ world, theme, events }: HostilePlay): Promise<void> {
  const copies: Copies = { chance: theme === 'restored' ? 0.15 : 0, copy: null, age: 0 };
  const written = { count: 0 };
  for (let step = 0; step < STEPS; step += 1) {
    try {
      await playStep(world, { events, written });
    } catch (error) {
      if (!(error instanceof SimulatedCrash)) throw error;
      await startProcess(world);
      if (error.place === 'request-under-way') await maybeRestore(world, copies, 0.5);
    }
    await maybeRestore(world, copies, 0);
  }
  for (const { topic, event } of events.slice(written.count)) world.log.append(topic, event);
}

async function playStep(
  world: World,
  { events, written }: { events: readonly DrawnEvent[]; written: { count: number } },
): Promise<void> {
  const { random, log } = world;
  if (written.count < events.length && random.chance(0.5)) {
    const until = written.count + random.whole(1, RECORDS_MAX);
    for (const { topic, event } of events.slice(written.count, until)) log.append(topic, event);
    written.count = Math.min(until, events.length);
  }
  if (!log.isRead && random.chance(0.6)) await readOn(world, RECORDS_MAX);
  if (random.chance(0.3)) await log.publish(() => world.reach('events-published'), EVENTS_MAX);
  if (random.chance(world.isRecovering ? 0.5 : 0.1)) await look(world);
  if (random.chance(0.15)) await nudgeSome(world);
  if (random.chance(0.3)) await resumeLanes(world.database);
  const work = await workAll(world);
  await moveOn(world, work);
}

/** Exactly to the next thing that is due, just before it, or anywhere. */
async function moveOn(world: World, work: readonly LaneWork[]): Promise<void> {
  const { random, timeline } = world;
  const [nextAt] = (await nextOf(world, work)).toSorted((left, right) => left - right);
  if (nextAt !== undefined && random.chance(0.65)) {
    await timeline.advanceTo(random.chance(0.1) ? nextAt - 1 : nextAt);
  } else {
    await timeline.advance(random.pick(JUMPS_MILLISECONDS));
  }
}

async function nextOf(world: World, before: readonly LaneWork[]): Promise<number[]> {
  const isIdle = before.every((one) => !one.hasWaiting && !one.hasReady && !one.hasLookUps);
  const work = isIdle ? before : await readWork(world.database, world.timeline.now());
  return work.flatMap(({ nextAt }) => nextAt ?? []);
}

/** A person asks for a look-up or another attempt of anything. */
async function nudgeSome({ database, random, tally, timeline, note }: World): Promise<void> {
  const { rows } = await sql<{ id: SubmissionId }>`
    select submission_id as id from gateway.submissions
     where state not in ('done', 'dissolved') order by submission_id`.execute(database.kysely);
  if (rows.length === 0) return;
  const { id } = random.pick(rows);
  const nudge = random.pick(['retry', 'look-up'] as const);
  const { kind } = await nudgeSubmission(
    { database, now: timeline.now, encode: encodeJson },
    { nudge, submissionId: id, author: 'test', reason: null },
  );
  note(`${id} ${nudge}: ${kind}`);
  if (kind === 'done') tally.count(`operator: ${nudge}`);
}

async function maybeRestore(world: World, copies: Copies, extra: number): Promise<void> {
  const { random, database } = world;
  if (copies.chance === 0) return;
  if (copies.copy === null || random.chance(0.1)) {
    copies.copy = await copyDatabase(database);
    copies.age = 0;
    return;
  }
  copies.age += 1;
  if (!random.chance(Math.max(extra, copies.age > 4 ? copies.chance : 0))) return;
  await restore(world, copies.copy, extra > 0);
  copies.copy = null;
}

/** Puts the copy back. If the broker does not tell, the server does, as after any real restore. */
async function restore(world: World, copy: DatabaseCopy, isUnderWay: boolean): Promise<void> {
  const { database, log, tally, note } = world;
  await restoreDatabase(database, copy);
  const { rows } = await sql<{ place: string; next: bigint }>`
    select topic || ' ' || partition as place, next_offset as next from gateway.consumed_offsets
  `.execute(database.kysely);
  const consumed = new Map(rows.map(({ place, next }) => [place, next]));
  const isAhead = [...log.committed].some(([place, next]) => next > (consumed.get(place) ?? 0n));
  if (!isAhead || world.random.chance(0.3)) {
    await moveServer(world);
  }
  if (isAhead) tally.count('restored: broker ahead');
  if (isUnderWay) tally.count('restored: with requests under way');
  note(`restored, broker ahead: ${String(isAhead)}`);
  await startProcess(world);
}

/** How a database that was put back is another one than the copy remembers. */
const moves = ['timeline', 'databaseOid', 'startedAt'] as const;
const movedTally = {
  timeline: 'restored: another timeline',
  databaseOid: 'restored: another database',
  startedAt: 'restored: server restarted',
} as const;

async function moveServer({ database, random, tally }: World): Promise<void> {
  const server = await serverIdentity(database.kysely);
  const moved = random.pick(moves);
  const remembered = {
    ...server,
    timeline: server.timeline - (moved === 'timeline' ? 1 : 0),
    databaseOid: server.databaseOid - (moved === 'databaseOid' ? 1n : 0n),
    startedAt: server.startedAt - (moved === 'startedAt' ? 1n : 0n),
  };
  await database.transaction((transaction) => writeServer(transaction, remembered));
  tally.count(movedTally[moved]);
}
