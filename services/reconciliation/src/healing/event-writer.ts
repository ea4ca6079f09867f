import type { NormalisedEvent } from '@riel/mono-client';
import type { OutboxRow } from '@riel/outbox';
import type { Sealer } from '@riel/sealing';
import {
  COLLECTIONS_TOPIC,
  RECONCILIATION_TOPIC,
  TRANSFERS_TOPIC,
  type EventOf,
  type Instant,
  type ThirdPartyId,
} from '@riel/schemas';

/** Facts of Mono that can be found by looking up, and what else reconciliation writes to booked topics. */
export const healedEvents = [
  'TransferSettled',
  'TransferDeclined',
  'TransferCancelled',
  'TransferDuplicated',
  'TransferFinalStateChanged',
  'AccountCredited',
  'CollectionCredited',
  'CollectionFailed',
] as const;

export const writtenEvents = [
  ...healedEvents,
  'TransferMatched',
  'TransferRailCorrected',
  'DriftFound',
  'DriftResolved',
  'ReconciliationCompleted',
] as const;

type WrittenName = (typeof writtenEvents)[number];
export type WrittenEvent = EventOf<WrittenName>;
type Unrecorded<Name extends WrittenName> = Omit<EventOf<Name>['value'], 'recordedAt'>;

/** Makes rows of the outbox. */
export interface EventWriter {
  /** Makes sure that texts can be sealed; awaited before facts are written. */
  prepare(): Promise<void>;
  /** A fact of Mono, under our id if one is given. */
  fact(event: NormalisedEvent, transferId?: string | null): OutboxRow;
  matched(value: Unrecorded<'TransferMatched'>): OutboxRow;
  railCorrected(value: Unrecorded<'TransferRailCorrected'>): OutboxRow;
  driftFound(value: Unrecorded<'DriftFound'>): OutboxRow;
  driftResolved(value: Unrecorded<'DriftResolved'>): OutboxRow;
  completed(value: Unrecorded<'ReconciliationCompleted'>): OutboxRow;
}

export interface EventWriterOptions {
  readonly encode: (event: WrittenEvent) => Buffer;
  readonly sealer: Pick<Sealer, 'prepare' | 'seal'>;
  readonly thirdPartyIdOf: (documentType: string, documentNumber: string) => ThirdPartyId;
  readonly now: () => Instant;
}

const withSealedText: ReadonlySet<string> = new Set([
  'TransferDeclined',
  'TransferCancelled',
  'TransferFinalStateChanged',
  'AccountCredited',
  'CollectionFailed',
]);

/** Makes the writer. */
export function createEventWriter(options: EventWriterOptions): EventWriter {
  const { encode, now } = options;
  const row = (event: WrittenEvent, place: { topic: string; key: string }): OutboxRow => ({
    ...place,
    eventName: event.name,
    eventId: event.value.eventId,
    occurredAt: event.value.occurredAt,
    recordedAt: event.value.recordedAt,
    payload: encode(event),
    traceparent: null,
  });
  const about = (key: string) => ({ topic: RECONCILIATION_TOPIC, key });
  return {
    prepare: () => options.sealer.prepare(),
    fact: (event, transferId) => {
      const whole = completeFact(event, transferId ?? null, options);
      const isTransfer = event.name.startsWith('Transfer');
      const key = isTransfer ? (transferId ?? event.key) : event.key;
      return row(whole, { topic: isTransfer ? TRANSFERS_TOPIC : COLLECTIONS_TOPIC, key });
    },
    matched: (value) =>
      row(
        { name: 'TransferMatched', value: { ...value, recordedAt: now() } },
        { topic: TRANSFERS_TOPIC, key: value.monoTransferId },
      ),
    railCorrected: (value) =>
      row(
        { name: 'TransferRailCorrected', value: { ...value, recordedAt: now() } },
        { topic: TRANSFERS_TOPIC, key: value.transferId ?? value.monoTransferId },
      ),
    driftFound: (value) =>
      row({ name: 'DriftFound', value: { ...value, recordedAt: now() } }, about(value.driftId)),
    driftResolved: (value) =>
      row({ name: 'DriftResolved', value: { ...value, recordedAt: now() } }, about(value.driftId)),
    completed: (value) =>
      row(
        { name: 'ReconciliationCompleted', value: { ...value, recordedAt: now() } },
        about(value.monoAccountId),
      ),
  };
}

function completeFact(
  event: NormalisedEvent,
  transferId: string | null,
  { sealer, thirdPartyIdOf, now }: EventWriterOptions,
): WrittenEvent {
  const { name, privateText, key } = event;
  const documentType = privateText?.payerDocumentType;
  const documentNumber = privateText?.payerDocumentNumber;
  const hasDocument = documentType !== undefined && documentNumber !== undefined;
  const seal = () => {
    if (privateText === null) return null;
    const plaintext = Buffer.from(JSON.stringify(privateText), 'utf8');
    return sealer.seal({ transferId: key, eventName: name, plaintext });
  };
  const value = {
    ...event.value,
    ...(transferId === null || !('transferId' in event.value) ? {} : { transferId }),
    ...(withSealedText.has(name) ? { sealedText: seal() } : {}),
    ...(name === 'AccountCredited'
      ? { thirdPartyId: hasDocument ? thirdPartyIdOf(documentType, documentNumber) : null }
      : {}),
    evidenceId: null,
    recordedAt: now(),
  };
  return { name, value } as WrittenEvent;
}
