import { sql, type Database, type Executor } from '@riel/database';
import { uuidV7 } from '@riel/ids';
import { repeat, type Logger, type Started } from '@riel/runtime';
import type { MonoAccountId } from '@riel/schemas';
import type { LaneHolder } from './fence.ts';
import { LANE_LOCK_CLASS } from './lane-locks.ts';
import type { Lane } from './lane.ts';
import { readLanes } from './sql/lane-rows.ts';

/*
 * Which instance works in which lane is decided by session locks of PostgreSQL: whoever holds the lock
 * of a lane on his own connection works in it, and the lock goes with the connection, so a process
 * that dies frees its lanes at once. The lock only spreads the work. What makes it safe is the fence:
 * a take-over writes itself into the lane's row, and who does not stand there records nothing.
 */

/** Holds lanes for this instance. */
export interface LaneKeeper extends Started {
  /** Wakes the lanes that this instance holds. */
  wake(): void;
  /** Lanes held at present. */
  readonly held: readonly MonoAccountId[];
}

export interface LaneKeeperOptions {
  readonly database: Database;
  readonly logger: Logger;
  readonly lanesMax: number;
  readonly pollMilliseconds: number;
  /** Takes a lane over and starts its work. `abandon` gives it back. */
  readonly begin: (holder: LaneHolder, abandon: (error: unknown) => void) => Promise<Lane>;
}

/** Starts to take lanes that nobody holds. */
export function startLaneKeeper(options: LaneKeeperOptions): LaneKeeper {
  const { logger } = options;
  const lanes = new Map<MonoAccountId, Lane>();
  const abandoned = new Set<MonoAccountId>();
  const stopping = new AbortController();
  const keepOn = async (connection: Executor): Promise<void> => {
    const ended = Promise.withResolvers<void>();
    const rounds = repeat({
      name: 'lane keeper',
      logger,
      pauseMilliseconds: options.pollMilliseconds,
      round: async () => {
        try {
          await keepRound({ options, connection, lanes, abandoned, wake: () => rounds.wake() });
        } catch (error) {
          // The connection may be gone, and all locks with it.
          logger.error({ error }, 'lanes are given back');
          ended.resolve();
        }
      },
    });
    const stop = (): void => ended.resolve();
    stopping.signal.addEventListener('abort', stop);
    if (stopping.signal.aborted) stop();
    await ended.promise;
    await rounds.stop();
    stopping.signal.removeEventListener('abort', stop);
    await Promise.all([...lanes.values()].map((lane) => lane.stop()));
    lanes.clear();
    await sql`select pg_advisory_unlock_all()`.execute(connection);
  };
  const connections = repeat({
    name: 'lane connection',
    logger,
    pauseMilliseconds: options.pollMilliseconds,
    round: () => options.database.kysely.connection().execute(keepOn),
  });
  return {
    wake: () => {
      for (const lane of lanes.values()) lane.wake();
    },
    get held() {
      return [...lanes.keys()];
    },
    stop: async () => {
      stopping.abort();
      await connections.stop();
    },
  };
}

interface Round {
  readonly options: LaneKeeperOptions;
  readonly connection: Executor;
  readonly lanes: Map<MonoAccountId, Lane>;
  readonly abandoned: Set<MonoAccountId>;
  readonly wake: () => void;
}

async function keepRound(round: Round): Promise<void> {
  const { options, connection, lanes, abandoned } = round;
  for (const monoAccountId of abandoned) {
    abandoned.delete(monoAccountId);
    const lane = lanes.get(monoAccountId);
    lanes.delete(monoAccountId);
    await lane?.stop();
    await unlock(connection, monoAccountId);
  }
  // On the connection that holds the locks: if it is gone, this is how that is noticed.
  for (const monoAccountId of await readLanes(connection)) {
    if (lanes.has(monoAccountId) || lanes.size >= options.lanesMax) continue;
    if (!(await tryLock(connection, monoAccountId))) continue;
    const abandon = (error: unknown): void => {
      options.logger.error({ error, monoAccountId }, 'a lane is given back');
      abandoned.add(monoAccountId);
      round.wake();
    };
    try {
      lanes.set(monoAccountId, await options.begin({ monoAccountId, holderId: uuidV7() }, abandon));
    } catch (error) {
      await unlock(connection, monoAccountId);
      options.logger.warn({ error, monoAccountId }, 'a lane could not be taken, later again');
    }
  }
}

async function tryLock(connection: Executor, monoAccountId: MonoAccountId): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_lock(hashtext(${LANE_LOCK_CLASS}), hashtext(${monoAccountId})) as locked
  `.execute(connection);
  return rows[0]?.locked === true;
}

async function unlock(connection: Executor, monoAccountId: MonoAccountId): Promise<void> {
  await sql`
    select pg_advisory_unlock(hashtext(${LANE_LOCK_CLASS}), hashtext(${monoAccountId}))
  `.execute(connection);
}
