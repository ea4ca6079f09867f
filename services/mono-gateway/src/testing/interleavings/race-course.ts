import { connect, sql, type Database } from '@riel/database';
import type { DatedApiKey } from '@riel/mono-client';
import {
  TRANSFERS_TOPIC,
  type AnyEvent,
  type Instant,
  type TransferRequested,
} from '@riel/schemas';
import { sendAttempt } from '../../attempts/send-attempt.ts';
import { settleAttempts } from '../../attempts/settle-attempts.ts';
import { takeAttempts } from '../../attempts/take-attempts.ts';
import type { LaneContext } from '../../lanes/lane-context.ts';
import { lookUpSubmission } from '../../look-ups/look-up-submission.ts';
import { createQueryProver } from '../../look-ups/prove-query.ts';
import { makeSubmissions } from '../../submissions/make-submissions.ts';
import { readDue } from '../../submissions/sql/load-submissions.ts';
import { decodeJson } from '../fake-codec.ts';
import { createTestGateway, type TestGateway } from '../test-gateway.ts';
import type { TestRequests } from '../test-requests.ts';
import { gateDatabase, type Point } from './gated-database.ts';
import { watchLocks } from './lock-watch.ts';
import { createRaceMono, type RaceAnswer, type RaceMono } from './race-mono.ts';
import { playEverySchedule, playSchedule, type Actor, type Reach } from './schedule.ts';

const START = 1_800_000_000_000_000;
const ROUNDS_TO_REST = 12;
const nowhere: Reach = () => Promise.resolve();

/** One transfer of one schedule, in a lane of its own, with a key of its own. */
export interface Race {
  readonly request: TransferRequested;
  readonly lane: LaneContext;
  readonly apiKey: DatedApiKey;
  /** Passes the points at which this schedule stops. */
  readonly sender: TestGateway;
  readonly other: TestGateway;
  readonly mono: RaceMono;
  readonly now: () => Instant;
  readonly setClock: (at: number) => void;
}

/** Two sequences of steps that run against each other. */
export interface RaceWish {
  readonly answer?: RaceAnswer;
  readonly notAfterMicroseconds?: number;
  /** Where each of the two stops, at each once; every other point is passed. */
  readonly stops: { readonly sender: readonly Point[]; readonly other: readonly Point[] };
  readonly prepare?: (race: Race) => Promise<void>;
  readonly send?: (race: Race) => Promise<void>;
  readonly against: (race: Race, poll: () => Promise<void>) => Promise<void>;
  /** What happens behind every schedule. Default: the lane is worked until nothing moves. */
  readonly rest?: (race: Race) => Promise<void>;
  /** Looks at what became of it. */
  readonly judge: (race: Race, log: readonly AnyEvent[]) => void;
}

/** Records one attempt, sends it, writes its outcome. */
export async function sendOnce({ lane }: Race): Promise<void> {
  const taken = await takeAttempts(lane, 1);
  for (const attempt of taken.kind === 'taken' ? taken.attempts : []) {
    const { submissionId, number } = attempt;
    const result = await sendAttempt(attempt, lane);
    await settleAttempts(lane, [{ submissionId, number, result, endedAt: lane.now() }]);
  }
}

/** Looks once for what is due to be looked up. */
export async function lookUpOnce({ lane }: Race): Promise<void> {
  const due = await readDue(lane.database.kysely, {
    monoAccountId: lane.monoAccountId,
    states: ['looking', 'refusing'],
    at: lane.now(),
    submissionsMax: 8,
  });
  for (const one of due) await lookUpSubmission(one, lane, createQueryProver(lane));
}

/** Opens what races are run on. Every schedule has a transfer, a lane and a key of its own. */
export async function openRaceCourse(url: string, requests: TestRequests) {
  const open = (applicationName: string): Promise<Database> =>
    connect({ url, schema: 'gateway', applicationName, poolConnectionsMax: 3 });
  const [senders, others, locks] = await Promise.all([
    open('sender'),
    open('other'),
    watchLocks(url),
  ]);
  const course = { requests, senders, others, isBlocked: locks.isBlocked, offset: 0n };
  return {
    /** Runs the two against each other at every interleaving, and returns how many there are. */
    race: (wish: RaceWish): Promise<number> =>
      playEverySchedule((first) => playOne(course, wish, first)),
    close: async (): Promise<void> => {
      await Promise.all([senders.close(), others.close(), locks.close()]);
    },
  };
}

export type RaceCourse = Awaited<ReturnType<typeof openRaceCourse>>;

interface Course {
  readonly requests: TestRequests;
  readonly senders: Database;
  readonly others: Database;
  readonly isBlocked: (name: string) => Promise<boolean>;
  offset: bigint;
}

interface Gates {
  sender: Reach;
  other: Reach;
}

async function playOne(course: Course, wish: RaceWish, first: readonly number[]) {
  const gates: Gates = { sender: nowhere, other: nowhere };
  const race = await lineUp(course, wish, gates);
  await wish.prepare?.(race);
  race.mono.answer = wish.answer ?? 'accepts';
  const stopAt = (stops: readonly string[], reach: Reach): Reach => {
    const points = new Set(stops);
    return (point) => (points.delete(point) ? reach(point) : Promise.resolve());
  };
  const actors: readonly Actor[] = [
    {
      name: 'sender',
      act: async (reach) => {
        gates.sender = stopAt(wish.stops.sender, reach);
        await (wish.send ?? sendOnce)(race);
      },
    },
    {
      name: 'other',
      act: async (reach, poll) => {
        gates.other = stopAt(wish.stops.other, reach);
        await wish.against(race, poll);
      },
    },
  ];
  const played = await playSchedule(actors, first, course.isBlocked);
  gates.sender = nowhere;
  gates.other = nowhere;
  race.mono.answer = 'accepts';
  await (wish.rest ?? comeToRest)(race);
  try {
    wish.judge(race, await readLogOf(course.senders, race.request.transferId));
  } catch (error) {
    throw new Error(played.trace.join('\n'), { cause: error });
  }
  return played;
}

let races = 0;

async function lineUp(course: Course, wish: RaceWish, gates: Gates): Promise<Race> {
  races += 1;
  let clock = START;
  const now = (): Instant => clock as Instant;
  const name = `race-${races}`;
  const apiKey: DatedApiKey = {
    id: name,
    secret: `secret-of-${name}`,
    role: 'Administrator',
    createdAt: 0,
  };
  const mono = createRaceMono(now, (point) => gates.sender(point));
  const shared = {
    now,
    requests: course.requests,
    transport: mono,
    apiKeys: () => [apiKey],
  };
  const gate = (database: Database, who: keyof Gates): Database =>
    gateDatabase(database, (point) => gates[who](point));
  const sender = createTestGateway({ ...shared, database: gate(course.senders, 'sender') });
  const other = createTestGateway({ ...shared, database: gate(course.others, 'other') });
  await sender.keys.register();
  const { notAfterMicroseconds } = wish;
  const request = course.requests.request({
    idempotencyKey: name,
    monoAccountId: `acc_${name}`,
    at: now(),
    notAfter:
      notAfterMicroseconds === undefined ? null : ((clock + notAfterMicroseconds) as Instant),
  });
  const numbered: TestGateway = {
    ...other,
    consume: async (events) => {
      const offset = course.offset;
      course.offset += BigInt(events.length);
      await other.consume(events, offset, TRANSFERS_TOPIC);
    },
  };
  await numbered.consume([{ name: 'TransferRequested', value: request }], 0n);
  const lane = await sender.takeLane(request.monoAccountId);
  const setClock = (at: number): void => {
    clock = at;
  };
  return {
    request,
    lane,
    sender,
    mono,
    now,
    setClock,
    other: numbered,
    apiKey,
  };
}

/** Works the lane on a clock that jumps ahead, until nothing can move any more. */
async function comeToRest(race: Race): Promise<void> {
  for (let round = 0; round < ROUNDS_TO_REST; round += 1) {
    await makeSubmissions(race.lane);
    await sendOnce(race);
    await lookUpOnce(race);
    const { rows } = await sql`
      select 1 from gateway.transfers
       where transfer_id = ${race.request.transferId} and state in ('waiting', 'submitted')`.execute(
      race.lane.database.kysely,
    );
    if (rows.length === 0) return;
    race.setClock(race.now() + 61_000_000);
  }
}

async function readLogOf(database: Database, key: string): Promise<readonly AnyEvent[]> {
  const { rows } = await sql<{ payload: Buffer }>`
    select payload from gateway.outbox where key = ${key} order by id`.execute(database.kysely);
  return rows.map(({ payload }) => decodeJson(payload));
}
