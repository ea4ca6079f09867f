import type { Executor, Transaction } from '@riel/database';
import { appendToOutbox } from '@riel/outbox';
import type { Instant } from '@riel/schemas';
import { readLinkIds } from '../collection-links/known-links.ts';
import { unlinkedInsert } from '../collection-links/unlinked-facts.ts';
import { insertLookUps } from '../look-ups/insert-look-ups.ts';
import { unmatchedInsert } from '../mono-ids/unmatched-facts.ts';
import { readTransferIds } from '../mono-ids/mono-transfers.ts';
import type { LearnedFact } from '../receipts/receipt.ts';
import { completeFact, type KnownIds } from './complete-fact.ts';
import { factRowOf, factWritesOf } from './fact-writes.ts';
import { insertFacts } from './insert-facts.ts';
import {
  monoLinkIdOf,
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

/** One of each event id: the same fact may have been learned twice. */
function distinctOf(facts: readonly LearnedFact[]): readonly LearnedFact[] {
  return [...new Map(facts.map((fact) => [fact.event.value.eventId as string, fact])).values()];
}

/** What is known of the objects that the facts are about. Asks nothing where Mono says it. */
export async function readKnownIds(
  executor: Executor,
  facts: readonly LearnedFact[],
): Promise<KnownIds> {
  const unnamed = facts.filter(({ event }) => transferIdOf(event) === null);
  const monoIds = unnamed.flatMap(({ event }) => monoTransferIdOf(event) ?? []);
  const linkIds = facts.flatMap(({ event }) => monoLinkIdOf(event) ?? []);
  return {
    transfers: await readTransferIds(executor, monoIds),
    links: await readLinkIds(executor, linkIds),
  };
}

/**
 * Publishes facts that nobody has published, through the outbox, and returns how many were new; see
 * `factWritesOf` for those that are held. To be called once in a transaction.
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
  const known = await readKnownIds(transaction, distinct);
  const fresh = await insertFacts(
    transaction,
    distinct.map((fact) => factRowOf(fact, recordedAt)),
  );
  const complete = distinct
    .filter(({ event }) => ports.evenIfKnown === true || fresh.has(event.value.eventId))
    .map((fact) => completeFact(fact, known, { ...ports, recordedAt }));
  const writes = factWritesOf(complete, { ...ports, recordedAt });
  const { unmatched, unlinked } = writes;
  if (unmatched.length > 0) await unmatchedInsert(unmatched).execute(transaction);
  if (unlinked.length > 0) await unlinkedInsert(unlinked).execute(transaction);
  await insertLookUps(transaction, writes.lookUps);
  await appendToOutbox(transaction, 'webhook', writes.published);
  return complete.length;
}
