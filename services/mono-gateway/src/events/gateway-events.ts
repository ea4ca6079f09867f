import { eventIdOf } from '@riel/ids';
import type { OutboxRow } from '@riel/outbox';
import {
  TRANSFERS_TOPIC,
  type Caller,
  type EventOf,
  type Instant,
  type MonoAccountId,
  type SubmissionId,
  type TransferId,
} from '@riel/schemas';
import type { Change, Found, Refused } from '../submissions/change.ts';

/** What the gateway says about transfers. */
export type GatewayEvent = EventOf<
  | 'TransferAccepted'
  | 'TransferRefused'
  | 'TransferCancelledByCaller'
  | 'TransferCancellationRefused'
>;

/** Encodes an event for Kafka. */
export type EncodeEvent = (event: GatewayEvent) => Buffer;

export function acceptedEvent(
  found: Found,
  submission: { readonly submissionId: SubmissionId; readonly monoAccountId: MonoAccountId },
  at: Instant,
): GatewayEvent {
  const { transferId, monoTransferId, monoBatchId, monoState, routing, foundByLookUp } = found;
  return {
    name: 'TransferAccepted',
    value: {
      eventId: eventIdOf(['TransferAccepted', transferId, monoTransferId]),
      occurredAt: found.insertedAt ?? at,
      recordedAt: at,
      transferId,
      monoTransferId,
      monoBatchId,
      monoState,
      routing,
      foundByLookUp,
      monoAccountId: submission.monoAccountId,
      submissionId: submission.submissionId,
    },
  };
}

export function refusedEvent(
  { transferId, reason, monoErrorCode, monoErrorPath, monoLogId }: Refused,
  submissionId: SubmissionId | null,
  at: Instant,
): GatewayEvent {
  return {
    name: 'TransferRefused',
    value: {
      eventId: eventIdOf(['TransferRefused', transferId]),
      occurredAt: at,
      recordedAt: at,
      transferId,
      reason,
      monoErrorCode,
      monoErrorPath,
      monoLogId,
      submissionId,
    },
  };
}

export function cancelledEvent(transferId: TransferId, caller: Caller, at: Instant): GatewayEvent {
  const eventId = eventIdOf(['TransferCancelledByCaller', transferId]);
  return {
    name: 'TransferCancelledByCaller',
    value: { eventId, occurredAt: at, recordedAt: at, transferId, caller },
  };
}

export function cancellationRefusedEvent(
  refused: { readonly transferId: TransferId; readonly caller: Caller; readonly reason: string },
  at: Instant,
): GatewayEvent {
  const { transferId, caller, reason } = refused;
  const eventId = eventIdOf(['TransferCancellationRefused', transferId, caller]);
  return {
    name: 'TransferCancellationRefused',
    value: { eventId, occurredAt: at, recordedAt: at, transferId, caller, reason },
  };
}

/** Every event that a change says to the log. */
export function eventsOf(change: Change, at: Instant): readonly GatewayEvent[] {
  const { submission } = change;
  return [
    ...change.accepted.map((found) => acceptedEvent(found, submission, at)),
    ...change.refused.map((refused) => refusedEvent(refused, submission.submissionId, at)),
    ...change.cancelled.map((id) => cancelledEvent(id, submission.caller, at)),
    ...change.cancellationsRefused.map((refused) =>
      cancellationRefusedEvent({ ...refused, reason: 'too-late' }, at),
    ),
  ];
}

/** The outbox row of an event. */
export function outboxRowOf(
  event: GatewayEvent,
  encode: EncodeEvent,
  traceparent: string | null,
): OutboxRow {
  const { eventId, occurredAt, recordedAt, transferId } = event.value;
  return {
    topic: TRANSFERS_TOPIC,
    key: transferId,
    eventName: event.name,
    eventId,
    occurredAt,
    recordedAt,
    payload: encode(event),
    traceparent,
  };
}
