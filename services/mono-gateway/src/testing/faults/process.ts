import { sql, type Database } from '@riel/database';
import { readWork, type LaneWork } from './read-work.ts';
import { workLane } from './work-lane.ts';
import type { World } from './world.ts';

/** Has the gateway read at most so many records of each topic. */
export async function readOn(world: World, recordsMax: number): Promise<void> {
  await world.log.consume(world.gateway, {
    recordsMax,
    random: world.random,
    between: () => world.reach('requests-committed'),
    onRepeated: () => world.tally.count('records delivered again'),
  });
}

/** Works in every lane that has something to do. */
export async function workAll(world: World): Promise<readonly LaneWork[]> {
  const all = await readWork(world.database, world.timeline.now());
  for (const work of all) {
    // An attempt without an outcome is a matter for whoever takes the lane over.
    const isOrphan = work.hasOpen && !world.lanes.has(work.monoAccountId);
    if (work.hasWaiting || work.hasReady || work.hasLookUps || isOrphan)
      await workLane(world, work);
  }
  return all;
}

/** Lets every stopped lane go on, as a person would who looked at it. */
export async function resumeLanes(database: Database): Promise<void> {
  await sql`
    update gateway.lanes set stopped_reason = null, stopped_at = null
     where stopped_reason is not null`.execute(database.kysely);
}
