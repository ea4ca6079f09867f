import { eventIdOf } from '@riel/ids';
import {
  normaliseCollectionIntent,
  type MonoCollectionIntent,
  type NormalisedEvent,
} from '@riel/mono-client';
import type { CollectionLinkId, Instant } from '@riel/schemas';

/** What Mono says of a link's intents, and when. */
export interface ClosingQuestion {
  readonly collectionLinkId: CollectionLinkId;
  readonly monoCollectionLinkId: string;
  readonly intents: readonly MonoCollectionIntent[];
  /** Whether nobody can pay by the link any more. */
  readonly isOver: boolean;
  readonly now: Instant;
  /** Age from which an intent that nobody finished counts as abandoned. */
  readonly abandonedAfterMilliseconds: number;
}

/** What is to be published, and whether anything may still come. */
export interface Closing {
  readonly events: readonly NormalisedEvent[];
  readonly isClosed: boolean;
  /** Intents that may still end either way. */
  readonly openCount: number;
}

/** States in which the payer has done nothing that could still become money by itself. */
const unfinishedStates: ReadonlySet<string> = new Set(['created', 'in_progress']);

const MICROSECONDS_PER_MILLISECOND = 1_000;

/**
 * Says what a look at a link's intents tells. No webhook tells of an intent that its payer left, so
 * one that is old enough is published as failed; were it credited after all, that would be booked. One
 * that the provider approved is money on its way, however old: it stays open.
 */
export function readClosing(question: ClosingQuestion): Closing {
  const { monoCollectionLinkId } = question;
  const events: NormalisedEvent[] = [];
  let openCount = 0;
  for (const intent of question.intents) {
    // A filter that was not applied would answer about others.
    if ((intent.collectionLinkId ?? monoCollectionLinkId) !== monoCollectionLinkId) continue;
    const event = endOf(intent, question);
    if (event === null) openCount += 1;
    else events.push(event);
  }
  return { events, openCount, isClosed: question.isOver && openCount === 0 };
}

function endOf(listed: MonoCollectionIntent, question: ClosingQuestion): NormalisedEvent | null {
  const { collectionLinkId: knownCollectionLinkId, monoCollectionLinkId } = question;
  const intent = { ...listed, collectionLinkId: monoCollectionLinkId };
  const options = { source: 'look-up', knownCollectionLinkId } as const;
  const normalised = normaliseCollectionIntent(intent, options);
  if (normalised.kind === 'event') return normalised.event;
  if (normalised.kind !== 'in-flight' || !unfinishedStates.has(intent.state)) return null;
  const occurredAt = intent.updatedAt ?? intent.insertedAt;
  if (occurredAt === null) return null;
  const ageMilliseconds = (question.now - occurredAt) / MICROSECONDS_PER_MILLISECOND;
  if (ageMilliseconds < question.abandonedAfterMilliseconds) return null;
  return abandoned(intent, occurredAt, knownCollectionLinkId);
}

function abandoned(
  intent: MonoCollectionIntent,
  occurredAt: Instant,
  collectionLinkId: CollectionLinkId,
): NormalisedEvent {
  const { id, state, accountId: monoAccountId, collectionLinkId: monoCollectionLinkId } = intent;
  const name = 'CollectionFailed';
  const value = {
    eventId: eventIdOf([name, id, state, '', String(occurredAt)]),
    occurredAt,
    collectionIntentId: id,
    monoCollectionLinkId,
    collectionLinkId,
    monoAccountId,
    amount: intent.amount.amount,
    currency: intent.amount.currency,
    monoState: state,
    source: 'look-up',
  };
  return { name, key: id, value, privateText: null };
}
