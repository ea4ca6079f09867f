import type { Transaction } from '@riel/database';
import { appendToOutbox } from '@riel/outbox';
import { UnpreparedCommandError } from '../errors.ts';
import type { DailyLimit, Outcome } from './acceptance.ts';
import { decideAcceptance } from './decide-acceptance.ts';
import type { PreparedTransfer } from './prepared-transfer.ts';
import { addToDailySums } from './sql/add-to-daily-sums.ts';
import { insertTransfers } from './sql/insert-transfers.ts';
import { loadTransfers } from './sql/load-transfers.ts';
import { loadDailySums } from './sql/load-daily-sums.ts';
import { lockCallers } from './sql/lock-callers.ts';

export interface AcceptOptions extends DailyLimit {
  /** True: one rejected member means that none is accepted. */
  readonly isAtomic: boolean;
}

/**
 * Accepts commands in one transaction: state, idempotency, daily sums and outbox together. The outcomes
 * hold once the transaction has committed; what is rejected leaves no row.
 */
export async function acceptTransfers(
  transaction: Transaction,
  commands: readonly PreparedTransfer[],
  options: AcceptOptions,
): Promise<readonly Outcome[]> {
  await lockCallers(
    transaction,
    commands.map(({ caller }) => caller),
  );
  const sums = await loadDailySums(transaction, commands);
  const transferIds = commands.map(({ transferId }) => transferId);
  const transfers = await loadTransfers(transaction, transferIds);
  const outcomes = decideAcceptance(commands, { transfers, sums }, options);
  const hasRejection = outcomes.some(({ kind }) => kind === 'rejected');
  if (options.isAtomic && hasRejection) return outcomes;
  const accepted = commands.filter((_command, index) => outcomes[index]?.kind === 'accepted');
  if (accepted.length === 0) return outcomes;
  await insertTransfers(transaction, accepted);
  await addToDailySums(transaction, accepted);
  const rows = accepted.flatMap(({ outboxRow }) => outboxRow ?? []);
  if (rows.length !== accepted.length) throw new UnpreparedCommandError();
  await appendToOutbox(transaction, 'command', rows);
  return outcomes;
}
