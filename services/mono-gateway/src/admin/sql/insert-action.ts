import { sql, type Transaction } from '@riel/database';
import type { Instant } from '@riel/schemas';

/** What an operator did. */
export interface OperatorAction {
  readonly action: string;
  readonly subject: string;
  readonly author: string;
  readonly reason: string | null;
  readonly at: Instant;
}

/** Adds to the trail of what operators did, in the transaction that does it. */
export async function insertAction(
  transaction: Transaction,
  { action, subject, author, reason, at }: OperatorAction,
): Promise<void> {
  await sql`
    insert into gateway.operator_actions (action, subject, author, reason, acted_at)
    values (${action}, ${subject}, ${author}, ${reason}, ${BigInt(at)})`.execute(transaction);
}
