import { eventIdOf } from '@riel/ids';
import type { OutboxRow } from '@riel/outbox';
import {
  COLLECTIONS_TOPIC,
  TRANSFERS_TOPIC,
  type Caller,
  type CollectionLinkId,
  type EventOf,
  type Instant,
  type MonoTransferId,
  type SubmissionId,
  type TransferId,
} from '@riel/schemas';
import type { Change, Found, Refused } from '../submissions/change.ts';
import type { Operation } from '../submissions/operation.ts';
import type { Submission } from '../submissions/submission.ts';

type LinkEvent = EventOf<'CollectionLinkCreated' | 'CollectionLinkRefused'>;

/** What the gateway says about transfers and collection links. */
export type GatewayEvent = EventOf<
  | LinkEvent['name']
  | 'TransferAccepted'
  | 'TransferRefused'
  | 'TransferCancelledByCaller'
  | 'TransferCancellationRefused'
>;

/** Encodes an event for Kafka. */
export type EncodeEvent = (event: GatewayEvent) => Buffer;

/** What was sent, and to which end. */
type SentIn = Pick<Submission, 'operation' | 'submissionId' | 'monoAccountId'>;

/** A refusal may come before there is a submission. */
interface RefusedIn {
  readonly operation: Operation;
  readonly submissionId: SubmissionId | null;
  /** Of a forgery, the digest of the record that was refused; hexadecimal. */
  readonly requestDigest?: string;
}

/** Inside the gateway a link's id stands where a transfer's stands. */
const linkIdOf = (transferId: TransferId): CollectionLinkId =>
  transferId as string as CollectionLinkId;

function linkCreatedEvent(found: Found, { monoAccountId }: SentIn, at: Instant): GatewayEvent {
  const { transferId, monoTransferId: monoCollectionLinkId } = found;
  return {
    name: 'CollectionLinkCreated',
    value: {
      eventId: eventIdOf(['CollectionLinkCreated', transferId, monoCollectionLinkId]),
      occurredAt: found.insertedAt ?? at,
      recordedAt: at,
      collectionLinkId: linkIdOf(transferId),
      monoCollectionLinkId,
      monoAccountId,
      link: found.link ?? '',
    },
  };
}

export function acceptedEvent(found: Found, submission: SentIn, at: Instant): GatewayEvent {
  if (submission.operation === 'collection-link') return linkCreatedEvent(found, submission, at);
  const { transferId, monoBatchId, monoState, routing, foundByLookUp } = found;
  const monoTransferId = found.monoTransferId as MonoTransferId;
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

/**
 * Each forgery's refusal has an id of its own: others may follow, and at last a signed request, which
 * may be refused too.
 */
const refusalIdOf = (name: string, transferId: TransferId, requestDigest: string | null) =>
  eventIdOf(requestDigest === null ? [name, transferId] : [name, transferId, requestDigest]);

/** Whether an event, by its type and id, refuses a forgery: then it says nothing of the transfer. */
export const refusesForgery = (name: string, transferId: TransferId, eventId: string): boolean =>
  eventId !== refusalIdOf(name, transferId, null);

export function refusedEvent(
  { transferId, reason, monoErrorCode, monoErrorPath, monoLogId }: Refused,
  { operation, submissionId, ...forged }: RefusedIn,
  at: Instant,
): GatewayEvent {
  const requestDigest = forged.requestDigest ?? null;
  if (operation === 'collection-link') {
    return {
      name: 'CollectionLinkRefused',
      value: {
        eventId: refusalIdOf('CollectionLinkRefused', transferId, requestDigest),
        occurredAt: at,
        recordedAt: at,
        collectionLinkId: linkIdOf(transferId),
        reason,
        monoErrorCode,
        monoLogId,
      },
    };
  }
  return {
    name: 'TransferRefused',
    value: {
      eventId: refusalIdOf('TransferRefused', transferId, requestDigest),
      occurredAt: at,
      recordedAt: at,
      transferId,
      reason,
      monoErrorCode,
      monoErrorPath,
      monoLogId,
      submissionId,
      requestDigest,
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
    ...change.refused.map((refused) => refusedEvent(refused, submission, at)),
    ...change.cancelled.map((id) => cancelledEvent(id, submission.caller, at)),
    ...change.cancellationsRefused.map((refused) =>
      cancellationRefusedEvent({ ...refused, reason: 'too-late' }, at),
    ),
  ];
}

/** The id under which the gateway holds what an event is about. */
export const orderIdOf = ({ value }: GatewayEvent): TransferId =>
  'collectionLinkId' in value ? (value.collectionLinkId as string as TransferId) : value.transferId;

/** The outbox row of an event. */
export function outboxRowOf(
  event: GatewayEvent,
  encode: EncodeEvent,
  traceparent: string | null,
): OutboxRow {
  const { eventId, occurredAt, recordedAt } = event.value;
  return {
    topic: 'collectionLinkId' in event.value ? COLLECTIONS_TOPIC : TRANSFERS_TOPIC,
    key: orderIdOf(event),
    eventName: event.name,
    eventId,
    occurredAt,
    recordedAt,
    payload: encode(event),
    traceparent,
  };
}
