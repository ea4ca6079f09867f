import { sql } from '@riel/database';
import type { AnyEvent } from '@riel/schemas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createTestDatabase,
  type TestDatabase,
} from '../../../../../test/support/test-database.ts';
import { pause } from '../../admin/pauses.ts';
import { changeKey } from '../../keys/change-key.ts';
import { makeSubmissions } from '../../submissions/make-submissions.ts';
import { createTestRequests } from '../test-requests.ts';
import { testLimits } from '../test-gateway.ts';
import { lookUpOnce, openRaceCourse, sendOnce, type Race, type RaceCourse } from './race-course.ts';

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

// Shorter than a recorded attempt may take to begin, which would end it too.
const NOT_AFTER_MICROSECONDS = 1_000_000;
const { totalTimeoutMilliseconds } = testLimits;
const planned = async ({ lane }: Race): Promise<void> => void (await makeSubmissions(lane));

/** How many requests had begun when what stops them had answered. */
const begunAtAnswer = new WeakMap<Race, number>();

/** What was answered holds: not one request begins any more, also not later. */
function nothingBegan(race: Race): 'before' | 'never' {
  const begun = race.mono.begun.length;
  expect(begun).toBe(begunAtAnswer.get(race));
  return begun > 0 ? 'before' : 'never';
}

const tryAgain = async (race: Race): Promise<void> => {
  await sendOnce(race);
  race.setClock(race.now() + 61_000_000);
  await lookUpOnce(race);
};

it.each(['account', 'caller'] as const)(
  'nothing of a paused %s is sent once the pause has answered, at every interleaving',
  async (kind) => {
    const seen = new Set<string>();
    await course.race({
      stops: {
        sender: ['pauses are read', 'behind the commit', 'Mono has done it'],
        other: ['all lanes are locked', 'behind the commit'],
      },
      prepare: planned,
      against: async (race, poll) => {
        const { request, other } = race;
        const value = kind === 'account' ? request.monoAccountId : request.caller;
        const ports = { ...other.ports, totalTimeoutMilliseconds, wait: poll };
        await pause(ports, { scope: `${kind}:${value}`, author: 'test', reason: 'a race' });
        begunAtAnswer.set(race, race.mono.begun.length);
      },
      rest: async (race) => {
        await sendOnce(race);
        await sql`delete from gateway.pauses`.execute(race.other.ports.database.kysely);
      },
      judge: (race) => void seen.add(nothingBegan(race)),
    });
    expect([...seen].toSorted()).toEqual(['before', 'never']);
  },
);

describe('a revoked key', () => {
  const revoke = async (race: Race, poll: () => Promise<void>): Promise<void> => {
    const ports = { ...race.other.ports, totalTimeoutMilliseconds, wait: poll };
    const change = { keyId: race.apiKey.id, author: 'test', reason: null };
    expect(await changeKey(ports, { ...change, status: 'revoked' })).toEqual({ kind: 'changed' });
    begunAtAnswer.set(race, race.mono.begun.length);
  };

  it('creates nothing once the revocation has answered, at every interleaving', async () => {
    const seen = new Set<string>();
    await course.race({
      stops: {
        sender: ['the key is read', 'behind the commit', 'Mono has done it'],
        other: ['the key is read', 'behind the commit'],
      },
      prepare: planned,
      against: revoke,
      rest: tryAgain,
      judge: (race) => void seen.add(nothingBegan(race)),
    });
    expect([...seen].toSorted()).toEqual(['before', 'never']);
  });

  it('looks nothing up once the revocation has answered, at every interleaving', async () => {
    const seen = new Set<number>();
    await course.race({
      stops: {
        sender: ['the key is read', 'behind the commit', 'the look-up begins'],
        other: ['the key is read', 'behind the commit'],
      },
      prepare: async (race) => {
        race.mono.answer = 'drops the answer';
        await makeSubmissions(race.lane);
        await sendOnce(race);
        race.setClock(race.now() + 61_000_000);
      },
      send: lookUpOnce,
      against: revoke,
      rest: tryAgain,
      judge: (race) => {
        nothingBegan(race);
        seen.add(race.mono.begun.length);
      },
    });
    // The creation alone, or the look-up too.
    expect(seen).toEqual(new Set([1, 2]));
  });
});

describe('a transfer whose time runs out', () => {
  /** Sent in time and accepted, or refused and never sent. */
  function endOf({ mono, request }: Race, log: readonly AnyEvent[]): string {
    const creations = mono.begun.filter(({ method }) => method === 'POST');
    for (const { begunAt } of creations) expect(begunAt).toBeLessThanOrEqual(request.notAfter ?? 0);
    const payments = mono.paymentsOf(request.transferId);
    expect(log).toMatchObject(
      payments === 1
        ? [{ name: 'TransferAccepted' }]
        : [{ name: 'TransferRefused', value: { reason: 'not-after' } }],
    );
    return payments === 1 ? 'sent' : 'refused';
  }

  it.each([
    ['accepts', ['refused', 'sent']],
    ['is not reached', ['refused']],
    ['drops the answer', ['refused', 'sent']],
  ] as const)(
    'is sent in time or refused at every interleaving, when Mono %s',
    async (answer, ends) => {
      const seen = new Set<string>();
      await course.race({
        answer,
        notAfterMicroseconds: NOT_AFTER_MICROSECONDS,
        stops: {
          sender: [
            'the lane is locked',
            'the key is read',
            'before the commit',
            'behind the commit',
            'Mono has done it',
          ],
          other: [],
        },
        prepare: planned,
        against: async ({ setClock, request }) => {
          setClock((request.notAfter ?? 0) + 1);
          await Promise.resolve();
        },
        judge: (race, log) => void seen.add(endOf(race, log)),
      });
      expect([...seen].toSorted()).toEqual(ends);
    },
  );
});
