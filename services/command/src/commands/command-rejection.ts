import { eventIdOf, transferIdOf } from '@riel/ids';
import type { OutboxRow } from '@riel/outbox';
import {
  COMMAND_RESULTS_TOPIC,
  keyOf,
  type Caller,
  type CommandRejected,
  type Instant,
} from '@riel/schemas';
import type { Rejection } from '../transfers/rejection.ts';

/** Where a Kafka command stands. */
export interface CommandPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly caller: Caller;
}

/** A Kafka command that was not taken. */
export interface RejectedCommand {
  readonly place: CommandPlace;
  /** Null if it could not be read. */
  readonly idempotencyKey: string | null;
  readonly rejections: readonly Rejection[];
  readonly traceparent: string | null;
}

const DETAIL_CHARACTERS_MAX = 1_000;

/** The outbox row that tells the caller why its command was not taken. */
export function rejectionRow(
  rejected: RejectedCommand,
  now: Instant,
  encode: (event: CommandRejected) => Buffer,
): OutboxRow {
  const { place, idempotencyKey, rejections } = rejected;
  const { topic, partition, offset, caller } = place;
  const [first] = rejections;
  const value: CommandRejected = {
    // The place is the fact: the same record read again is the same rejection.
    eventId: eventIdOf(['CommandRejected', topic, String(partition), String(offset)]),
    occurredAt: now,
    recordedAt: now,
    caller,
    idempotencyKey,
    transferId: idempotencyKey === null ? null : transferIdOf(caller, idempotencyKey),
    topic,
    partition,
    offset,
    code: first?.code ?? 'undecodable',
    field: first?.field ?? null,
    detail: rejections
      .map(({ field, message }) => (field === null ? message : `${field} ${message}`))
      .join('; ')
      .slice(0, DETAIL_CHARACTERS_MAX),
  };
  return {
    topic: COMMAND_RESULTS_TOPIC,
    key: keyOf({ name: 'CommandRejected', value }),
    eventName: 'CommandRejected',
    eventId: value.eventId,
    occurredAt: now,
    recordedAt: now,
    payload: encode(value),
    traceparent: rejected.traceparent,
  };
}
