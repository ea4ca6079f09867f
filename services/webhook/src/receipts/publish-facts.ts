import type { Transaction } from '@riel/database';
import type { NormalisedEvent } from '@riel/mono-client';
import { appendToOutbox, type OutboxRow } from '@riel/outbox';
import {
  COLLECTIONS_TOPIC,
  TRANSFERS_TOPIC,
  type EventOf,
  type Instant,
  type MonoTransferId,
  type TransferId,
} from '@riel/schemas';
import { insertUnmatched, readTransferIds, type UnmatchedRow } from '../mono-ids/sql.ts';
import type { LearnedFact } from './receipt.ts';
import type { TextSealer } from './seal-texts.ts';
import { insertFacts } from './sql/insert-facts.ts';

/** Events that this service publishes from what Mono says. */
export type ProviderEvent = EventOf<NormalisedEvent['name']>;

/** What publishing needs. */
export interface FactPorts {
  readonly texts: TextSealer;
  readonly encode: (event: ProviderEvent) => Buffer;
  readonly now: () => Instant;
}

interface CompleteFact {
  readonly event: ProviderEvent;
  readonly key: string;
  readonly monoTransferId: MonoTransferId | null;
  readonly payload: Buffer;
  readonly row: OutboxRow;
}

const withSealedText = new Set<NormalisedEvent['name']>([
  'TransferRerouted',
  'TransferDeclined',
  'TransferCancelled',
  'TransferFinalStateChanged',
  'AccountCredited',
  'CollectionFailed',
]);

type AboutMono = Pick<NormalisedEvent, 'value'> | Pick<ProviderEvent, 'value'>;

const monoTransferIdOf = ({ value }: AboutMono): MonoTransferId | null =>
  'monoTransferId' in value ? value.monoTransferId : null;

const transferIdOf = ({ value }: AboutMono): TransferId | null =>
  'transferId' in value ? value.transferId : null;

/** The event whole: with our id if it is known, what is sealed, where it was seen, when recorded. */
function completeEvent(
  { event, evidenceId }: LearnedFact,
  known: ReadonlyMap<MonoTransferId, TransferId>,
  { texts, recordedAt }: { readonly texts: TextSealer; readonly recordedAt: Instant },
): { readonly event: ProviderEvent; readonly key: string } {
  const monoTransferId = monoTransferIdOf(event);
  const transferId =
    transferIdOf(event) ?? (monoTransferId === null ? null : (known.get(monoTransferId) ?? null));
  const value = {
    ...event.value,
    ...(monoTransferId === null ? {} : { transferId }),
    ...(withSealedText.has(event.name) ? { sealedText: texts.sealedText(event) } : {}),
    ...(event.name === 'AccountCredited' ? { thirdPartyId: texts.thirdPartyId(event) } : {}),
    evidenceId,
    recordedAt,
  };
  return { event: { name: event.name, value } as ProviderEvent, key: transferId ?? event.key };
}

function completeFact(
  fact: LearnedFact,
  known: ReadonlyMap<MonoTransferId, TransferId>,
  ports: FactPorts,
): CompleteFact {
  const recordedAt = ports.now();
  const { event, key } = completeEvent(fact, known, { texts: ports.texts, recordedAt });
  const payload = ports.encode(event);
  const isTransfer = event.name.startsWith('Transfer');
  return {
    event,
    key,
    payload,
    monoTransferId: isTransfer && transferIdOf(event) === null ? monoTransferIdOf(event) : null,
    row: {
      topic: isTransfer ? TRANSFERS_TOPIC : COLLECTIONS_TOPIC,
      key,
      eventName: event.name,
      eventId: event.value.eventId,
      occurredAt: event.value.occurredAt,
      recordedAt,
      payload,
      traceparent: fact.traceparent,
    },
  };
}

/** One of each event id: a batch may hold the same fact from two deliveries. */
function distinctOf(facts: readonly LearnedFact[]): readonly LearnedFact[] {
  return [...new Map(facts.map((fact) => [fact.event.value.eventId as string, fact])).values()];
}

/**
 * Publishes facts that nobody has published, through the outbox, and returns how many were new.
 *
 * Facts of one transfer that arrive at the same time may be published in any order, although the
 * outbox asks its writers to hold the aggregate: the ledger folds facts by Mono's time and not by
 * their order in the log, so no row is locked for it here.
 */
export async function publishFacts(
  transaction: Transaction,
  facts: readonly LearnedFact[],
  ports: FactPorts,
): Promise<number> {
  const distinct = distinctOf(facts);
  if (distinct.length === 0) return 0;
  const unnamed = distinct.filter(({ event }) => transferIdOf(event) === null);
  const monoIds = unnamed.flatMap(({ event }) => monoTransferIdOf(event) ?? []);
  const known = await readTransferIds(transaction, monoIds);
  const recordedAt = BigInt(ports.now());
  const fresh = await insertFacts(
    transaction,
    distinct.map(({ event, evidenceId }) => ({
      eventId: event.value.eventId,
      eventName: event.name,
      evidenceId,
      recordedAt,
    })),
  );
  const complete = distinct
    .filter(({ event }) => fresh.has(event.value.eventId))
    .map((fact) => completeFact(fact, known, ports));
  const unmatched = complete.flatMap(({ event, monoTransferId, payload }): UnmatchedRow[] => {
    if (monoTransferId === null) return [];
    return [{ eventId: event.value.eventId, monoTransferId, eventName: event.name, payload }];
  });
  await insertUnmatched(transaction, unmatched);
  await appendToOutbox(
    transaction,
    'webhook',
    complete.map(({ row }) => row),
  );
  return complete.length;
}
