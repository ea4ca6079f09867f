import type { Codec } from '@riel/avro';
import type { Database, Transaction } from '@riel/database';
import { eventIdOf } from '@riel/ids';
import { appendToOutbox, type OutboxRow } from '@riel/outbox';
import { TRANSFERS_TOPIC, type EventOf, type Instant } from '@riel/schemas';
import { takeMatched, type MatchedRow } from './sql.ts';

/** Events that may be published under a Mono id and again under ours. */
export const matchableEvents = [
  'TransferRerouted',
  'TransferSettled',
  'TransferDeclined',
  'TransferCancelled',
  'TransferDuplicated',
  'TransferFinalStateChanged',
] as const;

type MatchableEvent = EventOf<(typeof matchableEvents)[number]>;

/** What matching needs. */
export interface MatchPorts {
  readonly database: Database;
  readonly codec: Codec<MatchableEvent['name'] | 'TransferMatched', MatchableEvent['name']>;
  readonly now: () => Instant;
  readonly factsMax: number;
}

function matchedRow(first: MatchedRow, ports: MatchPorts): OutboxRow {
  const { monoTransferId, transferId } = first;
  const at = ports.now();
  const eventId = eventIdOf(['TransferMatched', monoTransferId, transferId, '', '']);
  const value = {
    eventId,
    occurredAt: at,
    recordedAt: at,
    monoTransferId,
    transferId,
    source: 'webhook',
  };
  return {
    topic: TRANSFERS_TOPIC,
    key: monoTransferId,
    eventName: 'TransferMatched',
    eventId,
    occurredAt: at,
    recordedAt: at,
    payload: ports.codec.encode('TransferMatched', value),
    traceparent: null,
  };
}

function republishedRow(row: MatchedRow, ports: MatchPorts): OutboxRow | null {
  const decoded = ports.codec.decode(row.payload);
  if (decoded.kind === 'undecodable') return null;
  const { name, value } = decoded.event;
  const recordedAt = ports.now();
  // The id stays: the fact is the same, and in the other key's partition nobody has seen it.
  const complete = { ...value, transferId: row.transferId, recordedAt };
  return {
    topic: TRANSFERS_TOPIC,
    key: row.transferId,
    eventName: name,
    eventId: value.eventId,
    occurredAt: value.occurredAt,
    recordedAt,
    payload: ports.codec.encode(name, complete),
    traceparent: null,
  };
}

/** Publishes matches and the facts anew; returns how many facts it took. */
async function matchSome(transaction: Transaction, ports: MatchPorts): Promise<number> {
  const matched = await takeMatched(transaction, ports.factsMax);
  await ports.codec.prepare(matched.map((row) => row.payload));
  const firsts = new Map(matched.toReversed().map((row) => [row.monoTransferId, row]));
  const rows = [
    ...[...firsts.values()].map((first) => matchedRow(first, ports)),
    ...matched.flatMap((row) => republishedRow(row, ports) ?? []),
  ];
  await appendToOutbox(transaction, 'webhook', rows);
  return matched.length;
}

/**
 * Matches facts that were published under a Mono id with transfers of ours that became known since.
 * What was booked under the Mono id becomes zero by `TransferMatched`; the facts follow under our id.
 * Runs until nothing is left; returns the number of facts.
 */
export async function matchFacts(ports: MatchPorts): Promise<number> {
  let total = 0;
  for (;;) {
    const taken = await ports.database.transaction((transaction) => matchSome(transaction, ports));
    total += taken;
    if (taken < ports.factsMax) return total;
  }
}
