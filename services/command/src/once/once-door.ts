import { retryClassOf, type Database } from '@riel/database';
import { createCoalescer, type Started } from '@riel/runtime';
import type { Outcome } from '../transfers/acceptance.ts';
import { acceptOnce, type OnceStore } from './accept-once.ts';
import { decideOnce } from './decide-once.ts';
import { loadKnown } from './load-known.ts';
import type { OnceCommand } from './once-command.ts';

/** How prepared commands of one kind reach the database. */
export interface OnceDoor<Command, Answer> extends Started {
  /**
   * Accepts one command together with others that arrive about now; resolves after the commit.
   *
   * @throws UnavailableError when too many wait already
   */
  submit(command: Command): Promise<Outcome<Answer>>;
  /** What would become of it now; nothing is stored. */
  tryOut(command: Command): Promise<Outcome<Answer>>;
}

export interface CoalescingLimits {
  readonly waitMilliseconds: number;
  readonly commandsMax: number;
  readonly queueCommandsMax: number;
  readonly transactionsMax: number;
}

export interface OnceDoorOptions<Command> extends CoalescingLimits {
  readonly database: Database;
  readonly store: OnceStore<Command>;
  /** Told after each commit that may have put something into the outbox. */
  readonly onCommitted: () => void;
}

/** Makes the door. One bad command of a transaction does not cost the others theirs. */
export function createOnceDoor<Command extends OnceCommand<Answer>, Answer>(
  options: OnceDoorOptions<Command>,
): OnceDoor<Command, Answer> {
  const { database, store } = options;
  const coalescer = createCoalescer<Command, Outcome<Answer>>({
    async run(commands) {
      const outcomes = await database.transaction((transaction) =>
        acceptOnce<Command, Answer>(transaction, commands, store),
      );
      options.onCommitted();
      return outcomes;
    },
    batchItemsMax: options.commandsMax,
    waitMilliseconds: options.waitMilliseconds,
    queueItemsMax: options.queueCommandsMax,
    concurrentRunsMax: options.transactionsMax,
    // In an outage each one alone would fail too, one time-out after the other.
    shouldRunAlone: (error) => retryClassOf(error) === 'crash',
  });
  return {
    submit: (command) => coalescer.submit(command),
    async tryOut(command) {
      const known = await loadKnown<Answer>(database.kysely, store.table, [command.id]);
      const [outcome] = decideOnce([command], known);
      return outcome ?? { kind: 'rejected', rejections: [] };
    },
    stop: () => coalescer.stop(),
  };
}
