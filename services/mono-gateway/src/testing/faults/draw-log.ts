import { eventIdOf } from '@riel/ids';
import type { AnyEvent, Instant, TransferId, TransferRequested } from '@riel/schemas';
import type { TestRequests } from '../test-requests.ts';
import type { SeededRandom } from './random.ts';

/** A log, and what is special about its transfers. */
export interface DrawnLog {
  readonly events: readonly AnyEvent[];
  readonly transferIds: readonly TransferId[];
  /** Mono refuses these. */
  readonly bad: ReadonlySet<string>;
  /** Nobody may be paid for these. */
  readonly forged: ReadonlySet<TransferId>;
}

const MICROSECONDS_PER_SECOND = 1_000_000;

function cancellationOf(request: TransferRequested, at: Instant): AnyEvent {
  const { transferId, caller } = request;
  const eventId = eventIdOf(['TransferCancellationRequested', transferId]);
  return {
    name: 'TransferCancellationRequested',
    value: { eventId, occurredAt: at, recordedAt: at, transferId, caller, reason: null },
  };
}

/** Draws requests of two callers on two Mono accounts, with what can be wrong or odd about them. */
export function drawLog(requests: TestRequests, random: SeededRandom, at: Instant): DrawnLog {
  const events: AnyEvent[] = [];
  const transferIds: TransferId[] = [];
  const bad = new Set<string>();
  const forged = new Set<TransferId>();
  const count = random.whole(4, 14);
  for (let number = 0; number < count; number += 1) {
    const isForged = random.chance(0.07);
    const notAfter = random.chance(0.15)
      ? ((at + random.whole(1, 600) * MICROSECONDS_PER_SECOND) as Instant)
      : null;
    const request = requests.request({
      at,
      notAfter,
      isForged,
      idempotencyKey: `key-${number}`,
      caller: random.pick(['shop', 'payroll']),
      monoAccountId: random.pick(['acc_testsuppliers0000000000', 'acc_testpayroll000000000000']),
      requestedRail: random.pick([null, 'turbo', 'ach']),
    });
    events.push({ name: 'TransferRequested', value: request });
    transferIds.push(request.transferId);
    if (isForged) forged.add(request.transferId);
    if (random.chance(0.15)) bad.add(request.transferId);
    if (random.chance(0.1)) events.push({ name: 'TransferRequested', value: request });
    if (random.chance(0.15)) {
      const place = random.whole(events.length - 1, events.length);
      events.splice(Math.max(place, events.length), 0, cancellationOf(request, at));
    }
  }
  return { events, transferIds, bad, forged };
}
