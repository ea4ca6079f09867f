import type { Transaction } from '@riel/database';
import { uuidV7 } from '@riel/ids';
import { appendToOutbox } from '@riel/outbox';
import type { Instant } from '@riel/schemas';
import { readLinkIds } from '../collection-links/known-links.ts';
import { insertUnlinked, type UnlinkedRow } from '../collection-links/unlinked-facts.ts';
import { insertLookUps, type LookUpRow } from '../look-ups/insert-look-ups.ts';
import { insertUnmatched, type UnmatchedRow } from '../mono-ids/unmatched-facts.ts';
import { readTransferIds } from '../mono-ids/mono-transfers.ts';
import type { LearnedFact } from '../receipts/receipt.ts';
import { completeFact, type CompleteFact } from './complete-fact.ts';
import { insertFacts } from './insert-facts.ts';
import {
  finalStateOf,
  monoLinkIdOf,
  monoObjectIdOf,
  monoTransferIdOf,
  transferIdOf,
  type ProviderEvent,
} from './provider-event.ts';
import type { TextSealer } from './seal-texts.ts';

/** What publishing needs. */
export interface FactPorts {
  readonly texts: TextSealer;
  readonly encode: (event: ProviderEvent) => Buffer;
  readonly now: () => Instant;
  /** How long a fact waits for Mono to say whose transfer it is. */
  readonly unnamedHoldMilliseconds: number;
  /** Publishes facts again that were published before, under their ids. Default: not. */
  readonly evenIfKnown?: boolean;
}

const MICROSECONDS_PER_MILLISECOND = 1_000;

/** One of each event id: a batch may hold the same fact from two deliveries. */
function distinctOf(facts: readonly LearnedFact[]): readonly LearnedFact[] {
  return [...new Map(facts.map((fact) => [fact.event.value.eventId as string, fact])).values()];
}

/** Writes what nobody had written, and makes it whole. */
async function completeFresh(
  transaction: Transaction,
  facts: readonly LearnedFact[],
  ports: FactPorts & { readonly recordedAt: Instant },
): Promise<readonly CompleteFact[]> {
  const unnamed = facts.filter(({ event }) => transferIdOf(event) === null);
  const monoIds = unnamed.flatMap(({ event }) => monoTransferIdOf(event) ?? []);
  const linkIds = facts.flatMap(({ event }) => monoLinkIdOf(event) ?? []);
  const known = {
    transfers: await readTransferIds(transaction, monoIds),
    links: await readLinkIds(transaction, linkIds),
  };
  const fresh = await insertFacts(
    transaction,
    facts.map(({ event, evidenceId }) => ({
      eventId: event.value.eventId,
      eventName: event.name,
      objectId: monoObjectIdOf(event),
      finalState: finalStateOf(event),
      occurredAt: BigInt(event.value.occurredAt),
      evidenceId,
      recordedAt: BigInt(ports.recordedAt),
    })),
  );
  return facts
    .filter(({ event }) => ports.evenIfKnown === true || fresh.has(event.value.eventId))
    .map((fact) => completeFact(fact, known, ports));
}

type Way = 'publish' | 'publish-unmatched' | 'hold-unnamed' | 'hold-duplicate';

/** A duplicate of ours waits for the other transfer, one without any owner for Mono's word. */
function wayOf({ event, unmatchedId, isUnnamed }: CompleteFact): Way {
  if (unmatchedId !== null) return isUnnamed ? 'hold-unnamed' : 'publish-unmatched';
  return event.name === 'TransferDuplicated' ? 'hold-duplicate' : 'publish';
}

function unmatchedRow(fact: CompleteFact, holdUntil: bigint | null): UnmatchedRow[] {
  if (fact.unmatchedId === null) return [];
  const { event, row, unmatchedId: monoTransferId } = fact;
  const { eventId, recordedAt } = event.value;
  const { payload } = row;
  const about = { eventId, monoTransferId, eventName: event.name, payload };
  return [{ ...about, recordedAt: BigInt(recordedAt), holdUntil }];
}

function unlinkedRow({
  event,
  row,
  unlinkedFrom: monoCollectionLinkId,
}: CompleteFact): UnlinkedRow[] {
  if (monoCollectionLinkId === null) return [];
  const { eventId, recordedAt } = event.value;
  const { payload } = row;
  return [{ eventId, monoCollectionLinkId, payload, recordedAt: BigInt(recordedAt) }];
}

const lookUpRow = (fact: CompleteFact, more: Partial<LookUpRow>): LookUpRow => ({
  lookUpId: uuidV7(),
  kind: 'transfer',
  objectId: fact.objectId,
  reason: 'unnamed',
  evidenceId: fact.event.value.evidenceId,
  heldEvent: null,
  createdAt: BigInt(fact.event.value.recordedAt),
  ...more,
});

/**
 * Publishes facts that nobody has published, through the outbox, and returns how many were new. A
 * duplicate is held until it is known what it repeats, and a fact without any owner until Mono has
 * said whose it is, or for `unnamedHoldMilliseconds`. To be called once in a transaction.
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
  const recordedAt = ports.now();
  const complete = await completeFresh(transaction, distinct, { ...ports, recordedAt });
  const of = (...ways: readonly Way[]): readonly CompleteFact[] =>
    complete.filter((fact) => ways.includes(wayOf(fact)));
  const holdUntil = BigInt(
    recordedAt + ports.unnamedHoldMilliseconds * MICROSECONDS_PER_MILLISECOND,
  );
  await insertUnmatched(transaction, [
    ...of('publish-unmatched').flatMap((fact) => unmatchedRow(fact, null)),
    ...of('hold-unnamed').flatMap((fact) => unmatchedRow(fact, holdUntil)),
  ]);
  await insertUnlinked(
    transaction,
    complete.flatMap((fact) => unlinkedRow(fact)),
  );
  await insertLookUps(transaction, [
    ...of('hold-unnamed').map((fact) => lookUpRow(fact, {})),
    ...of('hold-duplicate').map((fact) =>
      lookUpRow(fact, { kind: 'duplicate', reason: 'duplicate', heldEvent: fact.row.payload }),
    ),
  ]);
  await appendToOutbox(
    transaction,
    'webhook',
    of('publish', 'publish-unmatched').map(({ row }) => row),
  );
  return complete.length;
}
