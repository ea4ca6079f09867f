import type { Database } from '@riel/database';
import type { TestRequests } from '../test-requests.ts';
import { createTestGateway, emptyTables, testLimits, type TestGateway } from '../test-gateway.ts';
import { drawLog, type DrawnLog } from './draw-log.ts';
import { createHostileMono } from './hostile-mono.ts';
import { drawHostility, themeOf, type Hostility, type Theme } from './hostility.ts';
import { judge, type Moment } from './judge.ts';
import { createLogModel } from './log-model.ts';
import { playHostile } from './play-hostile.ts';
import { createRandom, type SeededRandom } from './random.ts';
import { readMoment } from './read-moment.ts';
import { endWaiting, playCalm, settleLog } from './rest.ts';
import { createTally, type Tally } from './tally.ts';
import { createTimeline } from './timeline.ts';
import { look, SimulatedCrash, startProcess, type World } from './world.ts';

const MICROSECONDS = 1_000;

export interface SeedOptions {
  readonly database: Database;
  readonly requests: TestRequests;
  readonly seed: number;
  /** Lets Mono list later than the gap allows while it forgets keys: shows where the promise ends. */
  readonly lagMillisecondsMax?: number;
  readonly tally?: Tally;
}

/** What a run came to: nothing wrong, or what. */
export interface Verdict {
  readonly seed: number;
  readonly theme: Theme;
  readonly problems: readonly string[];
  readonly payments: number;
  readonly orders: number;
  /** What happened, in order. */
  readonly trail: readonly string[];
}

/** Plays one seed against a hostile Mono, then a calm one, and judges what became of the money. */
export async function runSeed(options: SeedOptions): Promise<Verdict> {
  const { database, seed } = options;
  const theme = themeOf(seed);
  const random = createRandom(seed);
  await emptyTables(database);
  const trail: string[] = [];
  const lookUpGapMilliseconds = random.pick([10_000, 60_000]);
  const hostility = limited(drawHostility(random, { theme, lookUpGapMilliseconds }), options);
  const { world, drawn } = makeWorld(options, {
    theme,
    random,
    hostility,
    trail,
    lookUpGapMilliseconds,
  });
  await startProcess(world);
  await playHostile({ world, theme, events: drawn.events });
  world.crashes = 0;
  await settleLog(world);
  const { log, mono } = world;
  const momentOf = (name: string): Promise<Moment> =>
    readMoment(database, { name, log, at: world.timeline.now() });
  const hostile = await momentOf('while Mono misbehaves');
  mono.calmDown();
  await playCalm(world);
  const atRest = await momentOf('when all is at rest');
  await endWaiting(world);
  const atEnd = await momentOf('at the end');
  countCancelled(atEnd, world.tally);
  const { orders } = drawn;
  const shelfOf = new Map(
    orders.map(({ id, kind }) => [id, kind === 'link' ? mono.links : mono.ledger]),
  );
  const paymentsOf = (id: string): readonly string[] =>
    shelfOf
      .get(id)
      ?.paymentsOf(id)
      .map((one) => one.id) ?? [];
  return {
    seed,
    theme,
    trail,
    problems: judge({ orders, paymentsOf, hostile, atRest, atEnd }),
    payments: mono.ledger.transfers.length + mono.links.transfers.length,
    orders: orders.length,
  };
}

function countCancelled({ log }: Moment, tally: Tally): void {
  const isCancelled = log.some(({ name }) => name === 'TransferCancelledByCaller');
  if (isCancelled) tally.count('cancelled by its caller');
}

/** A Mono that forgets keys, pays twice, and always takes almost as long as a run says. */
const limited = (drawn: Hostility, { lagMillisecondsMax }: SeedOptions): Hostility =>
  lagMillisecondsMax === undefined
    ? drawn
    : {
        ...drawn,
        lagMillisecondsMax,
        lagsToTheEdge: 1,
        forgetsKeys: true,
        duplicates: 'second-payment',
      };

interface WorldWish {
  readonly theme: Theme;
  readonly random: SeededRandom;
  readonly hostility: Hostility;
  readonly trail: string[];
  readonly lookUpGapMilliseconds: number;
}

function makeWorld(
  { database, requests, tally = createTally() }: SeedOptions,
  { theme, random, hostility, trail, lookUpGapMilliseconds }: WorldWish,
): { readonly world: World; readonly drawn: DrawnLog } {
  const timeline = createTimeline();
  const start = timeline.now();
  const drawn = drawLog(requests, random, { theme, at: start });
  const note = (line: string): void =>
    void trail.push(`${((timeline.now() - start) / MICROSECONDS).toFixed(3)} ms ${line}`);
  const mono = createHostileMono({
    random,
    hostility,
    note,
    now: timeline.now,
    schedule: timeline.scheduleAt,
    count: tally.count,
    refuses: (externalId) => drawn.bad.has(externalId),
  });
  const settings = {
    batchTransfersMax: theme === 'partial' ? random.pick([3, 10]) : random.pick([1, 1, 3]),
    lookUpProofAgeMilliseconds: random.pick([0, 5_000]),
  };
  const makeGateway = (): TestGateway =>
    createTestGateway({
      database,
      requests,
      settings,
      now: timeline.now,
      transport: mono,
      random: () => random.next(),
      limits: {
        lookUpGapMilliseconds,
        totalTimeoutMilliseconds: testLimits.totalTimeoutMilliseconds,
      },
      reach: (place) => world.reach(place),
      beforeRewind: () => look(world),
    });
  const world: World = {
    database,
    random,
    hostility,
    timeline,
    mono,
    tally,
    note,
    makeGateway,
    log: createLogModel(database),
    crashes: hostility.crashes,
    gateway: makeGateway(),
    lanes: new Map(),
    isRecovering: false,
    crash: (place) => {
      tally.count(`crash: ${place}`);
      note(`crash: ${place}`);
      throw new SimulatedCrash(place);
    },
    reach: (place) => {
      if (world.crashes > 0 && random.chance(world.crashes)) world.crash(place);
    },
  };
  return { world, drawn };
}
