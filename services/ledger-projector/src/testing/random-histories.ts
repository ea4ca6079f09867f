import { eventIdOf } from '@riel/ids';
import type { Instant, MinorUnits, MonoTransferId } from '@riel/schemas';
import type { BookedEvent } from '../projection/read-record.ts';
import { accepted, declined, requested, settled, testTransfer } from './events.ts';
import type { TestTransfer } from './events.ts';

export interface RandomHistories {
  readonly transfers: number;
  readonly seed: number;
}

/** Numbers from 0 up to 1 that follow from a seed. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const rails = ['ach', 'turbo', 'transfiya', 'breb', null];
const WHOLE_LIFE_SHARE = 0.5;
const REPEATED_SHARE = 0.1;
/** How far the records of one transfer are spread among those of its neighbours. */
const SPREAD_RECORDS = 40;

/**
 * Records of transfers whose facts come in any order, some of them never, some several times, settled
 * on other rails, with other amounts and by other Mono transfers, mixed among each other.
 */
export const randomHistories = ({ transfers, seed }: RandomHistories): BookedEvent[] => {
  const random = seededRandom(seed);
  const placed: { readonly event: BookedEvent; readonly place: number }[] = [];
  for (let number = 1; number <= transfers; number += 1) {
    for (const event of historyOf(number, random)) {
      placed.push({ event, place: number * 4 + random() * SPREAD_RECORDS });
      if (random() < REPEATED_SHARE) {
        placed.push({ event, place: number * 4 + random() * SPREAD_RECORDS });
      }
    }
  }
  return placed.toSorted((one, other) => one.place - other.place).map(({ event }) => event);
};

const historyOf = (number: number, random: () => number): BookedEvent[] => {
  const chosen = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const transfer = testTransfer(number, {
    amount: 1_000n + BigInt(Math.floor(random() * 1e9)),
    requestedRail: chosen(rails),
  });
  if (random() < WHOLE_LIFE_SHARE) {
    return [requested(transfer), accepted(transfer), settled(transfer, chosen(rails))];
  }
  const second = {
    ...transfer,
    monoTransferId: `${transfer.monoTransferId}_2` as MonoTransferId,
    amount: (transfer.amount + BigInt(chosen([0, 0, -1, 5]))) as MinorUnits,
  };
  const facts: BookedEvent[] = [
    requested(transfer),
    accepted(transfer),
    settled(transfer, chosen(rails)),
    declined(transfer),
    changed(transfer, { to: 'declined', at: 120 }),
    changed(transfer, { to: 'approved', at: 180 }),
    rerouted(transfer, chosen(rails)),
    withOwnId(settled(second, chosen(rails))),
  ];
  return facts.filter(() => random() < 0.6);
};

/** The ids of test events do not tell Mono transfers apart. */
const withOwnId = (event: ReturnType<typeof settled>): BookedEvent => {
  const { monoTransferId, rail, eventId } = event.value;
  return {
    ...event,
    value: { ...event.value, eventId: eventIdOf([eventId, monoTransferId, rail ?? '']) },
  };
};

const ofLater = (transfer: TestTransfer, seconds: number, words: readonly string[]) => ({
  ...settled(transfer).value,
  eventId: eventIdOf([...words, transfer.transferId, String(seconds)]),
  occurredAt: (transfer.startsAt + seconds * 1_000_000) as Instant,
  recordedAt: (transfer.startsAt + seconds * 1_000_000 + 1_000) as Instant,
});

const changed = (
  transfer: TestTransfer,
  { to, at }: { readonly to: 'approved' | 'declined'; readonly at: number },
): BookedEvent => ({
  name: 'TransferFinalStateChanged',
  value: {
    ...ofLater(transfer, at, ['changed', to]),
    monoState: to,
    previousState: to === 'approved' ? 'declined' : 'approved',
    declinationReason: to === 'declined' ? 'declined_by_destination_bank' : null,
    sealedText: null,
  },
});

const rerouted = (transfer: TestTransfer, rail: string | null): BookedEvent => ({
  name: 'TransferRerouted',
  value: {
    ...ofLater(transfer, 30, ['rerouted', rail ?? '']),
    monoState: 'in_progress',
    rail,
    railEvidence: rail === null ? 'none' : 'fallback',
    fallbackReason: null,
    sealedText: null,
  },
});
