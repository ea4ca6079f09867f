import type { Transaction } from '@riel/database';
import { appendToOutbox } from '@riel/outbox';
import type { SubmissionId } from '@riel/schemas';
import {
  cancellationRefusedEvent,
  cancelledEvent,
  outboxRowOf,
  type GatewayEvent,
} from '../events/gateway-events.ts';
import { lockLanes } from '../lanes/sql/lane-rows.ts';
import { lockSubmissions } from '../submissions/sql/load-submissions.ts';
import { writeChanges } from '../submissions/write-changes.ts';
import { decideCancellation } from './decide-cancellation.ts';
import type { CancellationRecord } from './read-chunk.ts';
import { cancelWaiting, noteCancellation, readTransfers } from './sql/transfer-rows.ts';
import type { WritePorts } from './write-requests.ts';

/** What deciding needs. While the database recovers, wishes are only noted: it may have forgotten an attempt. */
export interface CancellationPorts extends WritePorts {
  readonly recovering: boolean;
}

/**
 * Decides on wishes to cancel, one after the other. Their lanes are locked alone meanwhile, so that
 * no attempt is recorded or settled: a transfer is either cancelled or sent.
 */
export async function writeCancellations(
  transaction: Transaction,
  records: readonly CancellationRecord[],
  ports: CancellationPorts,
): Promise<void> {
  if (records.length === 0) return;
  const ids = records.map(({ wish }) => wish.transferId);
  const before = await readTransfers(transaction, ids);
  const accounts = new Set([...before.values()].map(({ monoAccountId }) => monoAccountId));
  await lockLanes(transaction, [...accounts]);
  for (const record of records) await writeOne(transaction, record, ports);
}

async function writeOne(
  transaction: Transaction,
  { wish, traceparent }: CancellationRecord,
  ports: CancellationPorts,
): Promise<void> {
  const { transferId, caller } = wish;
  const at = ports.now();
  const say = async (event: GatewayEvent): Promise<void> => {
    await appendToOutbox(transaction, 'gateway', [outboxRowOf(event, ports.encode, traceparent)]);
  };
  const refuse = async (reason: string): Promise<void> =>
    await say(cancellationRefusedEvent({ transferId, caller, reason }, at));

  const held = (await readTransfers(transaction, [transferId])).get(transferId);
  if (held === undefined) {
    ports.alarm('unknown-transfer', transferId);
    await refuse('unknown-transfer');
    return;
  }
  const isOpen = held.state === 'waiting' || held.state === 'submitted';
  if (ports.recovering && isOpen)
    return await noteCancellation(transaction, { transferId, caller });
  const submission = await submissionOf(transaction, held.submissionId);
  const decision = decideCancellation({ ...held, submission }, { caller, at });
  switch (decision.kind) {
    case 'known':
      return;
    case 'noted':
      return await noteCancellation(transaction, { transferId, caller });
    case 'refused':
      return await refuse(decision.reason);
    case 'cancelled':
      if (decision.change !== null) {
        return await writeChanges(transaction, [decision.change], { at, encode: ports.encode });
      }
      await cancelWaiting(transaction, transferId, at);
      return await say(cancelledEvent(transferId, caller, at));
  }
}

async function submissionOf(transaction: Transaction, submissionId: SubmissionId | null) {
  if (submissionId === null) return null;
  const [submission] = await lockSubmissions(transaction, [submissionId]);
  return submission ?? null;
}
