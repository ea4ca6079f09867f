import type { Database } from '@riel/database';
import type { MonoAccountId } from '@riel/schemas';
import { checkMemory } from '../../recovery/check-memory.ts';
import type { TestGateway } from '../test-gateway.ts';
import type { HostileMono } from './hostile-mono.ts';
import type { Hostility } from './hostility.ts';
import type { LogModel } from './log-model.ts';
import type { SeededRandom } from './random.ts';
import type { Tally } from './tally.ts';
import type { Timeline } from './timeline.ts';
import type { HeldLane } from './work-lane.ts';

/** The process ends here, as far as the run is concerned. */
export class SimulatedCrash extends Error {
  readonly code = 'RIEL_TEST_CRASH';
  readonly place: string;

  constructor(place: string) {
    super(`crash at ${place}`);
    this.name = 'SimulatedCrash';
    this.place = place;
  }
}

/** One run: Mono, the log, the clock, and the process that lives at present. */
export interface World {
  readonly database: Database;
  readonly random: SeededRandom;
  readonly hostility: Hostility;
  readonly timeline: Timeline;
  readonly mono: HostileMono;
  readonly log: LogModel;
  readonly tally: Tally;
  /** Writes to the trail of the run. */
  readonly note: (line: string) => void;
  readonly makeGateway: () => TestGateway;
  /** How often the process dies at a place where it can, from 0 to 1. */
  crashes: number;
  gateway: TestGateway;
  /** Lanes that the living process holds. */
  readonly lanes: Map<MonoAccountId, HeldLane>;
  isRecovering: boolean;
  /** Ends the process. */
  crash(place: string): never;
  /** Ends it now and then. */
  reach(place: string): void;
}

/** A new process: it holds no lane, and reads on from where the broker says before it looks. */
export async function startProcess(world: World): Promise<void> {
  world.lanes.clear();
  world.log.assign();
  world.gateway = world.makeGateway();
  await world.gateway.keys.register();
}

/** Compares what broker and database remember, as the gateway does before it takes a lane and by and by. */
export async function look(world: World): Promise<void> {
  const { database, gateway, log, timeline } = world;
  const { isRecovering, rewind } = await checkMemory({
    database,
    logger: gateway.ports.logger,
    now: timeline.now,
    alarm: (alarm) => gateway.ports.counters.alarm(alarm),
    totalTimeoutMilliseconds: gateway.ports.limits.totalTimeoutMilliseconds,
    brokerOffsets: () => Promise.resolve(log.committed),
    logEnds: () => Promise.resolve(log.ends),
  });
  if (isRecovering !== world.isRecovering) world.note(`recovering: ${String(isRecovering)}`);
  world.isRecovering = isRecovering;
  log.seek(rewind);
  const known = [...log.committed].filter(([place]) => !rewind.has(place));
  await gateway.noteOffsets(
    known.map(([place, offset]) => ({ offset, partition: 0, topic: place.split(' ')[0] ?? '' })),
  );
}
