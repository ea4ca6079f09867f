import { eventIdOf } from '@riel/ids';
import {
  COLLECTIONS_TOPIC,
  TRANSFERS_TOPIC,
  type AnyEvent,
  type Instant,
  type TransferRequested,
} from '@riel/schemas';
import { linkRequested } from '../test-links.ts';
import type { TestRequests } from '../test-requests.ts';
import type { JudgedOrder } from './judge.ts';
import type { SeededRandom } from './random.ts';
import type { Theme } from './hostility.ts';

/** What the command service writes, in order, each for one topic. */
export interface DrawnEvent {
  readonly topic: string;
  readonly event: AnyEvent;
}

/** A log, and what is special about its transfers and links. */
export interface DrawnLog {
  readonly events: readonly DrawnEvent[];
  readonly orders: readonly JudgedOrder[];
  /** Mono refuses these. */
  readonly bad: ReadonlySet<string>;
}

export interface LogWish {
  readonly theme: Theme;
  readonly at: Instant;
}

const MICROSECONDS_PER_SECOND = 1_000_000;
const FAR_BEHIND_MAX = 6;

function cancellationOf(request: TransferRequested, at: Instant): DrawnEvent {
  const { transferId, caller } = request;
  const eventId = eventIdOf(['TransferCancellationRequested', transferId]);
  const value = { eventId, occurredAt: at, recordedAt: at, transferId, caller, reason: null };
  return { topic: TRANSFERS_TOPIC, event: { name: 'TransferCancellationRequested', value } };
}

/**
 * Draws requests of two callers on two Mono accounts, for transfers and links, with what can be wrong
 * or odd about them. Batches need requests that are alike, so their seeds know one account.
 */
export function drawLog(
  requests: TestRequests,
  random: SeededRandom,
  { theme, at }: LogWish,
): DrawnLog {
  const events: DrawnEvent[] = [];
  const orders: JudgedOrder[] = [];
  const bad = new Set<string>();
  const isPartial = theme === 'partial';
  const count = random.whole(6, isPartial ? 14 : 11);
  const soon = (): Instant | null =>
    random.chance(0.12) ? ((at + random.whole(1, 600) * MICROSECONDS_PER_SECOND) as Instant) : null;
  for (let number = 0; number < count; number += 1) {
    const idempotencyKey = `key-${number}`;
    if (random.chance(isPartial ? 0.05 : 0.2)) {
      const link = linkRequested(requests, { idempotencyKey, at, expiresAt: soon() });
      const id = link.collectionLinkId as string;
      events.push({
        topic: COLLECTIONS_TOPIC,
        event: { name: 'CollectionLinkRequested', value: link },
      });
      orders.push({ id, kind: 'link', isForged: false });
      if (random.chance(0.15)) bad.add(id);
      continue;
    }
    const isForged = random.chance(0.07);
    const request = requests.request({
      at,
      isForged,
      idempotencyKey,
      notAfter: soon(),
      caller: isPartial ? 'shop' : random.pick(['shop', 'payroll']),
      monoAccountId: random.pick(
        isPartial ? [accounts[0]] : [accounts[0], accounts[0], accounts[1]],
      ),
      requestedRail: random.pick([null, 'turbo', 'ach']),
    });
    const drawn: DrawnEvent = {
      topic: TRANSFERS_TOPIC,
      event: { name: 'TransferRequested', value: request },
    };
    events.push(drawn);
    orders.push({ id: request.transferId, kind: 'transfer', isForged });
    if (random.chance(0.15)) bad.add(request.transferId);
    if (random.chance(0.1)) events.push(drawn);
    if (random.chance(0.2)) events.push(cancellationOf(request, at));
  }
  return { orders, bad, events: delayed(events, random) };
}

const accounts = ['acc_testsuppliers0000000000', 'acc_testpayroll000000000000'] as const;

/** A wish to cancel stands behind its request, at once or when much has happened since. */
function delayed(events: readonly DrawnEvent[], random: SeededRandom): readonly DrawnEvent[] {
  const places = events.map((drawn, index) => {
    const isWish = drawn.event.name === 'TransferCancellationRequested';
    return { drawn, place: index + (isWish ? random.whole(0, FAR_BEHIND_MAX) + 0.5 : 0) };
  });
  return places.toSorted((left, right) => left.place - right.place).map(({ drawn }) => drawn);
}
