import type { Transaction } from '@riel/database';
import { appendToOutbox } from '@riel/outbox';
import type { Instant } from '@riel/schemas';
import { eventsOf, orderIdOf, outboxRowOf, type EncodeEvent } from '../events/gateway-events.ts';
import type { Change } from './change.ts';
import { updateMembers } from './sql/update-members.ts';
import { updateSubmissions } from './sql/update-submissions.ts';

/**
 * Writes decisions: submissions, members, and what the log is told, in the transaction that holds
 * the submissions locked. The members' rows are updated before their outbox rows are inserted, so
 * that what is said about one transfer is said in order.
 */
export async function writeChanges(
  transaction: Transaction,
  changes: readonly Change[],
  { at, encode }: { readonly at: Instant; readonly encode: EncodeEvent },
): Promise<void> {
  if (changes.length === 0) return;
  await updateSubmissions(transaction, changes, at);
  const traces = await updateMembers(transaction, changes, at);
  const events = changes.flatMap((change) => eventsOf(change, at));
  if (events.length === 0) return;
  const rows = events.map((event) =>
    outboxRowOf(event, encode, traces.get(orderIdOf(event)) ?? null),
  );
  await appendToOutbox(transaction, 'gateway', rows);
}
