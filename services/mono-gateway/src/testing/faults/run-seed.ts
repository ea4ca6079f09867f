import type { Database } from '@riel/database';
import type { AnyEvent, Instant } from '@riel/schemas';
import type { Place } from '../../lanes/lane-context.ts';
import { readLanes } from '../../lanes/sql/lane-rows.ts';
import { createTestGateway, emptyTables, testLimits } from '../test-gateway.ts';
import type { TestRequests } from '../test-requests.ts';
import { createHostileMono } from './hostile-mono.ts';
import { drawHostility } from './hostility.ts';
import { countMoving, endWaiting, judge, resumeLanes, type Verdict } from './judge.ts';
import { drawLog } from './draw-log.ts';
import { createRandom, type SeededRandom } from './random.ts';
import { SimulatedCrash, workLane, type LaneWorld } from './work-lane.ts';

const START = 1_800_000_000_000_000;
const HOSTILE_STEPS = 60;
const CALM_STEPS_MAX = 400;
const MICROSECONDS = 1_000;

export interface SeedOptions {
  readonly database: Database;
  readonly requests: TestRequests;
  readonly seed: number;
  /** Lets Mono list later than the gap allows: shows where the promise ends. */
  readonly lagMillisecondsMax?: number;
}

/** Plays one seed against a hostile Mono, then a calm one, and judges what became of the money. */
export async function runSeed(options: SeedOptions): Promise<Verdict> {
  const { database, requests, seed } = options;
  const random = createRandom(seed);
  await emptyTables(database);
  let clock = START;
  const now = (): Instant => clock as Instant;
  const lookUpGapMilliseconds = random.pick([10_000, 60_000]);
  const drawn = drawHostility(random, lookUpGapMilliseconds);
  const hostility =
    options.lagMillisecondsMax === undefined
      ? drawn
      : { ...drawn, forgetsKeys: true, lagMillisecondsMax: options.lagMillisecondsMax };
  const log = drawLog(requests, random, now());
  const mono = createHostileMono({
    random,
    hostility,
    now,
    totalTimeoutMilliseconds: testLimits.totalTimeoutMilliseconds,
    refuses: (externalId) => log.bad.has(externalId),
  });
  const ghosts: { readonly at: number; readonly send: () => Promise<unknown> }[] = [];
  const world: LaneWorld = {
    random,
    crashes: hostility.crashes,
    lanes: new Map(),
    advance: async (milliseconds) => {
      clock += milliseconds * MICROSECONDS;
      mono.settleLate();
      for (const ghost of ghosts.splice(0)) {
        if (ghost.at <= clock) await ghost.send();
        else ghosts.push(ghost);
      }
    },
    letGo: (send) => {
      const at = clock + random.whole(0, testLimits.totalTimeoutMilliseconds) * MICROSECONDS;
      ghosts.push({ at, send });
    },
  };
  const gateway = createTestGateway({
    database,
    requests,
    now,
    transport: mono,
    random: () => random.next(),
    limits: { lookUpGapMilliseconds },
    settings: { batchTransfersMax: random.pick([1, 1, 3, 10]) },
    reach: (place) => crashSometimes(world, place),
  });
  await gateway.keys.register();
  const play = { ...options, world, gateway, log: log.events };
  await playHostile(play);
  mono.calmDown();
  world.crashes = 0;
  await playCalm(play);
  await endWaiting(database, { gateway, world, now });
  return await judge(database, { seed, ledger: mono.ledger, events: log, trail: mono.log });
}

interface Play {
  readonly database: Database;
  readonly world: LaneWorld & { random: SeededRandom };
  readonly gateway: ReturnType<typeof createTestGateway>;
  readonly log: readonly AnyEvent[];
}

function crashSometimes(world: LaneWorld, place: Place): void {
  if (world.crashes > 0 && world.random.chance(world.crashes)) throw new SimulatedCrash(place);
}

async function playHostile(play: Play): Promise<void> {
  const { world, gateway, database, log } = play;
  let read = 0;
  for (let step = 0; step < HOSTILE_STEPS; step += 1) {
    if (read < log.length && world.random.chance(0.5)) {
      // Delivered again from somewhere before, as a consumer does after a crash.
      const from = world.random.chance(0.2) ? world.random.whole(0, read) : read;
      const until = Math.min(log.length, read + world.random.whole(1, 6));
      await gateway.consume(log.slice(from, until), BigInt(from));
      read = until;
    }
    for (const account of await readLanes(database.kysely)) await workLane(play, account);
    if (world.random.chance(0.3)) await resumeLanes(database);
    await world.advance(world.random.pick([0, 1, 100, 2_000, 20_000, 61_000]));
  }
  if (read < log.length) await gateway.consume(log.slice(read), BigInt(read));
}

/** Lets everything come to rest: nothing is ready, sending, looking or refusing any more. */
async function playCalm(play: Play): Promise<void> {
  const { world, database } = play;
  for (let step = 0; step < CALM_STEPS_MAX; step += 1) {
    await resumeLanes(database);
    for (const account of await readLanes(database.kysely)) await workLane(play, account);
    if (await isAtRest(database)) return;
    await world.advance(20_000);
  }
}

async function isAtRest(database: Database): Promise<boolean> {
  return (await countMoving(database)) === 0;
}
