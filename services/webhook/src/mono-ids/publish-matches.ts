import type { Codec } from '@riel/avro';
import type { Database, Transaction } from '@riel/database';
import { eventIdOf, uuidV7 } from '@riel/ids';
import { appendToOutbox, type OutboxRow } from '@riel/outbox';
import {
  TRANSFERS_TOPIC,
  type EventOf,
  type Instant,
  type MonoTransferId,
  type TransferId,
} from '@riel/schemas';
import { WebhookFactError } from '../errors.ts';
import { outboxRowOf } from '../facts/complete-fact.ts';
import type { TransferEvent } from '../facts/provider-event.ts';
import { insertLookUps, type LookUpRow } from '../look-ups/insert-look-ups.ts';
import { takeMatched, takeUnclaimed, type MatchedRow } from './unmatched-facts.ts';

/** The codec of held facts and of what matching publishes. */
export type MatchCodec = Codec<TransferEvent['name'] | 'TransferMatched', TransferEvent['name']>;

/** What matching needs. */
export interface MatchPorts {
  readonly database: Database;
  readonly codec: MatchCodec;
  readonly now: () => Instant;
  readonly factsMax: number;
}

/** Reads a fact that this service wrote itself. Throws `RIEL_WEBHOOK_FACT` if that cannot be. */
export function readFact(codec: Pick<MatchCodec, 'decode'>, payload: Buffer): TransferEvent {
  const decoded = codec.decode(payload);
  if (decoded.kind === 'undecodable') throw new WebhookFactError(decoded.code);
  return decoded.event;
}

/** The same fact, recorded anew. Its id stays: in another key's partition nobody has seen it. */
export function renew(
  event: TransferEvent,
  change: {
    readonly recordedAt: Instant;
    readonly transferId?: TransferId;
    readonly otherMonoTransferId?: string | null;
  },
): TransferEvent {
  return { name: event.name, value: { ...event.value, ...change } } as TransferEvent;
}

export const rowOf = (event: TransferEvent, codec: MatchCodec): OutboxRow =>
  outboxRowOf(event, codec.encode(event.name, event.value), null);

/** A Mono transfer that facts were published under, and the transfer of ours that it is. */
interface Match {
  readonly monoTransferId: MonoTransferId;
  readonly transferId: TransferId;
  readonly occurredAt: Instant;
}

/** Facts that move money come first, then earlier ones. */
function compareFacts(one: TransferEvent, other: TransferEvent): number {
  const moves = ({ name }: TransferEvent) =>
    name === 'TransferSettled' || name === 'TransferFinalStateChanged';
  return Number(moves(other)) - Number(moves(one)) || one.value.occurredAt - other.value.occurredAt;
}

/** For each Mono transfer that has facts under its Mono id, the time at which they moved money. */
function matchesOf(rows: readonly MatchedRow[], facts: readonly TransferEvent[]): Match[] {
  const first = new Map<MonoTransferId, { row: MatchedRow; fact: TransferEvent }>();
  for (const [index, row] of rows.entries()) {
    const fact = facts[index];
    if (!row.isPublished || fact === undefined) continue;
    const before = first.get(row.monoTransferId);
    if (before === undefined || compareFacts(fact, before.fact) < 0) {
      first.set(row.monoTransferId, { row, fact });
    }
  }
  return [...first.values()].map(({ row, fact }) => ({
    monoTransferId: row.monoTransferId,
    transferId: row.transferId,
    occurredAt: fact.value.occurredAt,
  }));
}

/** Dated as the payment that it takes back: at no instant of Mono's time does the money stand twice. */
function matchedRow(match: Match, recordedAt: Instant, codec: MatchCodec): OutboxRow {
  const { monoTransferId, transferId, occurredAt } = match;
  const eventId = eventIdOf(['TransferMatched', monoTransferId, transferId, '', '']);
  const value: EventOf<'TransferMatched'>['value'] = {
    eventId,
    occurredAt,
    recordedAt,
    monoTransferId,
    transferId,
    source: 'webhook',
  };
  return {
    topic: TRANSFERS_TOPIC,
    key: monoTransferId,
    eventName: 'TransferMatched',
    eventId,
    occurredAt,
    recordedAt,
    payload: codec.encode('TransferMatched', value),
    traceparent: null,
  };
}

function duplicateLookUp(event: TransferEvent, payload: Buffer): LookUpRow {
  return {
    lookUpId: uuidV7(),
    kind: 'duplicate',
    objectId: event.value.monoTransferId,
    reason: 'duplicate',
    evidenceId: event.value.evidenceId,
    heldEvent: payload,
    createdAt: BigInt(event.value.recordedAt),
  };
}

/** Publishes matches and the facts anew; returns how many facts it took. */
async function matchSome(transaction: Transaction, ports: MatchPorts): Promise<number> {
  const { codec } = ports;
  const matched = await takeMatched(transaction, ports.factsMax);
  await codec.prepare(matched.map((row) => row.payload));
  const recordedAt = ports.now();
  const facts = matched.map(({ payload, transferId }) =>
    renew(readFact(codec, payload), { recordedAt, transferId }),
  );
  // What a duplicate repeats can be asked only now that our id of it is known.
  const duplicates = facts.filter(({ name }) => name === 'TransferDuplicated');
  await insertLookUps(
    transaction,
    duplicates.map((event) => duplicateLookUp(event, codec.encode(event.name, event.value))),
  );
  await appendToOutbox(transaction, 'webhook', [
    ...matchesOf(matched, facts).map((match) => matchedRow(match, recordedAt, codec)),
    ...facts.filter((event) => !duplicates.includes(event)).map((event) => rowOf(event, codec)),
  ]);
  return matched.length;
}

/** Publishes under their Mono ids what has waited for an owner long enough. */
async function releaseSome(transaction: Transaction, ports: MatchPorts): Promise<number> {
  const { codec, factsMax } = ports;
  const recordedAt = ports.now();
  const payloads = await takeUnclaimed(transaction, { now: BigInt(recordedAt), factsMax });
  await codec.prepare(payloads);
  const events = payloads.map((payload) => renew(readFact(codec, payload), { recordedAt }));
  await appendToOutbox(
    transaction,
    'webhook',
    events.map((event) => rowOf(event, codec)),
  );
  return payloads.length;
}

/**
 * Matches facts of Mono transfers that turned out to be ours since. What was booked under the Mono id
 * becomes zero by `TransferMatched`; the facts follow under our id. Then publishes under their Mono
 * ids what has waited for an owner long enough. Runs until nothing is left; returns the number of facts.
 */
export async function publishMatches(ports: MatchPorts): Promise<number> {
  let total = 0;
  for (const step of [matchSome, releaseSome]) {
    for (;;) {
      const taken = await ports.database.transaction((transaction) => step(transaction, ports));
      total += taken;
      if (taken < ports.factsMax) break;
    }
  }
  return total;
}
