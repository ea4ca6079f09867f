import type { Transaction } from '@riel/database';
import { appendToOutbox } from '@riel/outbox';
import { UnpreparedCommandError } from '../errors.ts';
import type { Outcome } from '../transfers/acceptance.ts';
import { lockCallers } from '../transfers/sql/lock-callers.ts';
import { decideOnce } from './decide-once.ts';
import { loadKnown, type OnceTable } from './load-known.ts';
import type { OnceCommand } from './once-command.ts';

/** Where accepted commands of one kind are kept. */
export interface OnceStore<Command> {
  readonly table: OnceTable;
  /** Inserts accepted commands; one that is there already is an error, never an update. */
  insert(transaction: Transaction, commands: readonly Command[]): Promise<void>;
}

/**
 * Accepts commands in one transaction: row, idempotency and outbox together. The outcomes hold once the
 * transaction has committed; what is rejected leaves no row.
 */
export async function acceptOnce<Command extends OnceCommand<Answer>, Answer>(
  transaction: Transaction,
  commands: readonly Command[],
  store: OnceStore<Command>,
): Promise<readonly Outcome<Answer>[]> {
  // A concurrent duplicate waits here and then sees the first one's row.
  await lockCallers(
    transaction,
    commands.map(({ caller }) => caller),
  );
  const ids = commands.map(({ id }) => id);
  const known = await loadKnown<Answer>(transaction, store.table, ids);
  const outcomes = decideOnce(commands, known);
  const accepted = commands.filter((_command, index) => outcomes[index]?.kind === 'accepted');
  if (accepted.length === 0) return outcomes;
  await store.insert(transaction, accepted);
  const rows = accepted.flatMap(({ outboxRow }) => outboxRow ?? []);
  if (rows.length !== accepted.length) throw new UnpreparedCommandError();
  await appendToOutbox(transaction, 'command', rows);
  return outcomes;
}
