import { serverIdentity, type Database } from '@riel/database';
import type { Logger } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { lockLanes, readLanes } from '../lanes/sql/lane-rows.ts';
import { later } from '../submissions/back-off.ts';
import { decideMemory, type Offsets } from './decide-memory.ts';
import {
  countUnlooked,
  finishRecoveries,
  isRecovering,
  lockRecoveries,
  markForLookUp,
  openRecovery,
  readConsumed,
  readKnownServer,
  writeServer,
} from './sql.ts';

/*
 * A restored database is noticed. What it has forgotten may have been sent, so nothing is sent until
 * three things are done: the log is read again up to its present end, whatever the log does not call
 * final is marked, and look-ups have asked Mono for each of it.
 */

/** What checking needs. */
export interface MemoryPorts {
  readonly database: Database;
  readonly logger: Pick<Logger, 'error' | 'info'>;
  readonly now: () => Instant;
  /** Offsets of our group at the broker. */
  readonly brokerOffsets: () => Promise<Offsets>;
  /** Ends of the partitions: the next offset that a record gets. */
  readonly logEnds: () => Promise<Offsets>;
  readonly alarm: (alarm: 'database-forgot') => void;
  /** No request that was forgotten is on its way after so long. */
  readonly totalTimeoutMilliseconds: number;
}

/** What came of a check. `rewind`: where reading must go on, because the broker remembers more. */
export interface MemoryCheck {
  readonly isRecovering: boolean;
  readonly rewind: Offsets;
}

/** Looks for signs that the database has forgotten, and moves a recovery that is open on. */
export async function checkMemory(ports: MemoryPorts): Promise<MemoryCheck> {
  const { database } = ports;
  // The broker first: what it says now, the database had committed before.
  const broker = await ports.brokerOffsets();
  const consumed = await readConsumed(database.kysely);
  const server = await serverIdentity(database.kysely);
  const knownServer = await readKnownServer(database.kysely);
  const reason = decideMemory({ broker, database: consumed, knownServer, server });
  const isOpen = await isRecovering(database.kysely);
  const isNews = reason !== null && !(isOpen && reason === 'broker-ahead');
  if (isNews) {
    const targets = await ports.logEnds();
    await database.transaction(async (transaction) => {
      await lockLanes(transaction, await readLanes(transaction));
      await openRecovery(transaction, { reason, targets, at: ports.now() });
      await writeServer(transaction, server);
    });
    ports.alarm('database-forgot');
    ports.logger.error({ reason }, 'the database has forgotten: nothing is sent until looked up');
  } else if (knownServer === null) {
    await database.transaction((transaction) => writeServer(transaction, server));
  }
  const rewind = new Map(
    [...broker].flatMap(([place, offset]) => {
      const next = consumed.get(place) ?? 0n;
      return next < offset ? [[place, next] as const] : [];
    }),
  );
  return { rewind, isRecovering: (isOpen || isNews) && !(await moveOn(ports)) };
}

/** Takes the steps of a recovery that can be taken. True when none is open any more. */
async function moveOn(ports: MemoryPorts): Promise<boolean> {
  const { database, logger, now, totalTimeoutMilliseconds } = ports;
  return await database.transaction(async (transaction) => {
    const open = await lockRecoveries(transaction);
    const consumed = await readConsumed(transaction);
    const at = now();
    for (const { recoveryNumber, targets } of open.filter(({ isRead }) => !isRead)) {
      const isRead = [...targets].every(([place, end]) => (consumed.get(place) ?? 0n) >= end);
      if (!isRead) return false;
      await lockLanes(transaction, await readLanes(transaction));
      const lookUpAt = later(at, totalTimeoutMilliseconds);
      await markForLookUp(transaction, recoveryNumber, { at, lookUpAt });
    }
    if (open.length === 0) return true;
    if ((await countUnlooked(transaction)) > 0) return false;
    await finishRecoveries(transaction, at);
    logger.info({}, 'everything that was forgotten is looked up, lanes are open again');
    return true;
  });
}
