import { serverIdentity, type Database, type Executor } from '@riel/database';
import type { Logger } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { lockLanes, readLanes } from '../lanes/sql/lane-rows.ts';
import { later } from '../submissions/back-off.ts';
import { decideMemory, type ForgottenReason, type Offsets } from './decide-memory.ts';
import {
  countUnlooked,
  finishRecoveries,
  isRecoveryOpen,
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
 *
 * A server that was only restarted looks the same as one whose data folder was put back, and is
 * treated so. Until somebody has looked here, every transaction that records an attempt sees by itself
 * that the database answers in another place (`mayHaveForgotten`). What it remembers of its place is
 * written together with the recovery that this opens: neither is there without the other, and a copy
 * that is put back has neither.
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
  readonly alarm: (alarm: 'database-forgot' | 'database-restarted') => void;
  /** No request that was forgotten is on its way after so long: the time to begin it, and to end it. */
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
  const { news, isNew } = await readNews(database.kysely, broker);
  if (news !== null || isNew) await begin(ports, broker);
  const isOpen = await isRecoveryOpen(database.kysely);
  const rewind = new Map(
    [...broker].flatMap(([place, offset]) => {
      const next = consumed.get(place) ?? 0n;
      return next < offset ? [[place, next] as const] : [];
    }),
  );
  return { rewind, isRecovering: isOpen && !(await moveOn(ports)) };
}

/** Why the database may have forgotten, unless a recovery that is open is about just that. */
async function readNews(executor: Executor, broker: Offsets) {
  const database = await readConsumed(executor);
  const server = await serverIdentity(executor);
  const knownServer = await readKnownServer(executor);
  const reason = decideMemory({ broker, database, knownServer, server });
  const isKnown = reason === 'broker-ahead' && (await isRecoveryOpen(executor));
  return { server, isNew: knownServer === null, news: isKnown ? null : reason };
}

/** Opens a recovery and writes where the database is now, unless another instance just has. */
async function begin(ports: MemoryPorts, broker: Offsets): Promise<void> {
  const targets = await ports.logEnds();
  const reason = await ports.database.transaction(
    async (transaction): Promise<ForgottenReason | null> => {
      await lockLanes(transaction, await readLanes(transaction));
      const { news, server } = await readNews(transaction, broker);
      if (news !== null)
        await openRecovery(transaction, { reason: news, targets, at: ports.now() });
      await writeServer(transaction, server);
      return news;
    },
  );
  if (reason === null) return;
  ports.alarm(reason === 'server-restarted' ? 'database-restarted' : 'database-forgot');
  ports.logger.error(
    { reason },
    'the database may have forgotten: nothing is sent until looked up',
  );
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
