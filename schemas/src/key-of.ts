import type { AnyEvent, EventName, EventValues } from './generated/events.ts';

/** The fields by which a record is keyed, so that all facts of one subject stay in order. */
type KeyTable = { readonly [Name in EventName]: (value: EventValues[Name]) => string };

interface OfMonoTransfer {
  readonly transferId: string | null;
  readonly monoTransferId: string;
}

const byTransfer = (value: { readonly transferId: string }): string => value.transferId;
const byTransferOrMonoTransfer = (value: OfMonoTransfer): string =>
  value.transferId ?? value.monoTransferId;
const byMarker = (value: { readonly markerNumber: number }): string =>
  `marker:${value.markerNumber}`;

const keys: KeyTable = {
  // The transfer id derives from caller and key; within a caller's topic the key orders the same.
  RequestTransfer: (value) => value.idempotencyKey,
  CommandRejected: (value) => value.transferId ?? value.caller,
  TransferRequested: byTransfer,
  TransferCancellationRequested: byTransfer,
  TransferAccepted: byTransfer,
  TransferRefused: byTransfer,
  TransferCancelledByCaller: byTransfer,
  TransferCancellationRefused: byTransfer,
  TransferRerouted: byTransferOrMonoTransfer,
  TransferSettled: byTransferOrMonoTransfer,
  TransferDeclined: byTransferOrMonoTransfer,
  TransferCancelled: byTransferOrMonoTransfer,
  TransferDuplicated: byTransferOrMonoTransfer,
  TransferFinalStateChanged: byTransferOrMonoTransfer,
  TransferRailCorrected: byTransferOrMonoTransfer,
  // It undoes what was booked under the Mono id, so it must stand in that id's order.
  TransferMatched: (value) => value.monoTransferId,
  CollectionLinkRequested: (value) => value.collectionLinkId,
  CollectionLinkCreated: (value) => value.collectionLinkId,
  CollectionLinkRefused: (value) => value.collectionLinkId,
  AccountCredited: (value) => value.monoTransactionId,
  // Booked once per intent; a link may have many.
  CollectionCredited: (value) => value.collectionIntentId,
  CollectionFailed: (value) => value.collectionIntentId,
  AdjustmentRequested: (value) => value.adjustmentId,
  TablesActivated: byMarker,
  PeriodClosed: byMarker,
  EntryPosted: (value) => value.subject,
  LedgerAnchored: () => 'anchors',
  ReconciliationCompleted: (value) => value.runId,
  DriftFound: (value) => value.driftId,
  DriftResolved: (value) => value.driftId,
  BankListPublished: (value) => value.kind,
};

/** Kafka key of an event: transfer id, else the Mono object id, adjustment id or link id. */
export function keyOf(event: AnyEvent): string {
  const key = keys[event.name] as (value: AnyEvent['value']) => string;
  return key(event.value);
}
