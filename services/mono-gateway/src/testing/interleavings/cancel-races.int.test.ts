import { eventIdOf } from '@riel/ids';
import type { AnyEvent } from '@riel/schemas';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../../test/support/test-database.ts';
import { makeSubmissions } from '../../submissions/make-submissions.ts';
import { createTestRequests } from '../test-requests.ts';
import { openRaceCourse, type Race, type RaceCourse } from './race-course.ts';

let database: TestDatabase;
let course: RaceCourse;

beforeAll(async () => {
  database = await createTestDatabase();
  course = await openRaceCourse(database.url, await createTestRequests());
});
afterAll(async () => {
  await course.close();
  await database.drop();
});

const cancel = async ({ other, request, now }: Race): Promise<void> => {
  const { transferId, caller } = request;
  const eventId = eventIdOf(['TransferCancellationRequested', transferId]);
  const value = { eventId, occurredAt: now(), recordedAt: now(), transferId, caller, reason: null };
  await other.consume([{ name: 'TransferCancellationRequested', value }], 0n);
};

/** Cancelled and never paid, or paid once and the cancellation refused: nothing in between. */
function endOf({ mono, request }: Race, log: readonly AnyEvent[]): 'cancelled' | 'sent' {
  const names = log.map(({ name }) => name).toSorted();
  const payments = mono.paymentsOf(request.transferId);
  expect(payments).toBeLessThanOrEqual(1);
  expect(names).toEqual(
    payments === 0
      ? ['TransferCancelledByCaller']
      : ['TransferAccepted', 'TransferCancellationRefused'],
  );
  return payments === 0 ? 'cancelled' : 'sent';
}

it.each([
  ['accepts', ['cancelled', 'sent']],
  ['is not reached', ['cancelled']],
  ['drops the answer', ['cancelled', 'sent']],
] as const)(
  'a transfer is cancelled or sent at every interleaving, when Mono %s',
  async (answer, ends) => {
    const seen = new Set<string>();
    const schedules = await course.race({
      answer,
      stops: {
        sender: ['the lane is locked', 'behind the commit', 'Mono has done it'],
        other: ['the transfer is read', 'the lane is locked'],
      },
      prepare: async ({ lane }) => void (await makeSubmissions(lane)),
      against: cancel,
      judge: (race, log) => void seen.add(endOf(race, log)),
    });
    expect([...seen].toSorted()).toEqual(ends);
    expect(schedules).toBeGreaterThanOrEqual(15);
  },
);

it('a transfer that is in no submission yet is cancelled or sent at every interleaving', async () => {
  const seen = new Set<string>();
  await course.race({
    stops: {
      sender: ['the lane is locked', 'before the commit', 'behind the commit'],
      other: ['the transfer is read', 'the lane is locked'],
    },
    against: cancel,
    judge: (race, log) => void seen.add(endOf(race, log)),
  });
  expect([...seen].toSorted()).toEqual(['cancelled', 'sent']);
});
