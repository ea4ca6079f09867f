import { retryClassOf, type Database } from '@riel/database';
import { createCoalescer, createSemaphore, type Started } from '@riel/runtime';
import { acceptTransfers } from './accept-transfers.ts';
import type { DailyLimit, Outcome } from './acceptance.ts';
import { decideAcceptance } from './decide-acceptance.ts';
import type { PreparedTransfer } from './prepared-transfer.ts';
import { loadDailySums } from './sql/load-daily-sums.ts';
import { loadTransfers } from './sql/load-transfers.ts';

/** How prepared commands of HTTP reach the database. */
export interface TransferDoor extends Started {
  /**
   * Accepts one command together with others that arrive about now; resolves after the commit.
   *
   * @throws UnavailableError when too many wait already
   */
  submit(command: PreparedTransfer): Promise<Outcome>;
  /**
   * Accepts all or none, in a transaction of their own.
   *
   * @throws UnavailableError when too many batches wait already
   */
  submitAtomically(commands: readonly PreparedTransfer[]): Promise<readonly Outcome[]>;
  /** What would become of them now; nothing is stored. */
  tryOut(commands: readonly PreparedTransfer[]): Promise<readonly Outcome[]>;
  readonly waiting: number;
}

export interface TransferDoorOptions {
  readonly database: Database;
  readonly limit: DailyLimit;
  readonly waitMilliseconds: number;
  readonly commandsMax: number;
  readonly queueCommandsMax: number;
  readonly transactionsMax: number;
  /** Told after each commit that may have put something into the outbox. */
  readonly onCommitted: () => void;
  /** Told how many commands each transaction held. */
  readonly onTransaction: (commands: number) => void;
}

/** Atomic batches that may wait for a transaction; each holds up to a thousand commands in memory. */
const ATOMIC_BATCHES_WAITING_MAX = 50;

/** Makes the door. One bad command of a transaction does not cost the others theirs. */
export function createTransferDoor(options: TransferDoorOptions): TransferDoor {
  const { database, limit } = options;
  const run = async (
    commands: readonly PreparedTransfer[],
    isAtomic: boolean,
  ): Promise<readonly Outcome[]> => {
    options.onTransaction(commands.length);
    const outcomes = await database.transaction((transaction) =>
      acceptTransfers(transaction, commands, { ...limit, isAtomic }),
    );
    options.onCommitted();
    return outcomes;
  };
  const coalescer = createCoalescer<PreparedTransfer, Outcome>({
    run: (commands) => run(commands, false),
    batchItemsMax: options.commandsMax,
    waitMilliseconds: options.waitMilliseconds,
    queueItemsMax: options.queueCommandsMax,
    concurrentRunsMax: options.transactionsMax,
    // In an outage each one alone would fail too, one time-out after the other.
    shouldRunAlone: (error) => retryClassOf(error) === 'crash',
  });
  // Batches of one caller wait for each other's lock: without a limit of their own they would take every
  // connection of the pool, and all other callers and the outbox would wait with them.
  const atomicRuns = createSemaphore({
    permits: options.transactionsMax,
    waitersMax: ATOMIC_BATCHES_WAITING_MAX,
  });
  return {
    submit: (command) => coalescer.submit(command),
    submitAtomically: (commands) => atomicRuns.run(() => run(commands, true)),
    async tryOut(commands) {
      const sums = await loadDailySums(database.kysely, commands);
      const transferIds = commands.map(({ transferId }) => transferId);
      const transfers = await loadTransfers(database.kysely, transferIds);
      return decideAcceptance(commands, { transfers, sums }, limit);
    },
    get waiting() {
      return coalescer.waiting;
    },
    stop: () => coalescer.stop(),
  };
}
