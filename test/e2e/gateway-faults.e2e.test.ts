import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyWays } from '../faults/real/older-copies.ts';
import { playCopyBeforeAttempts } from '../faults/real/play-copy-before-attempts.ts';
import { playRestore } from '../faults/real/play-restore.ts';
import { playRotation } from '../faults/real/play-rotation.ts';
import { playRun } from '../faults/real/play-run.ts';
import { testedSeeds } from '../faults/real/run-plan.ts';
import { startRealStack, type RealStack } from '../faults/real/real-stack.ts';

const START_MILLISECONDS_MAX = 180_000;
const RUN_MILLISECONDS_MAX = 180_000;

let stack: RealStack;

beforeAll(async () => {
  stack = await startRealStack();
}, START_MILLISECONDS_MAX);

afterAll(async () => {
  await stack.stop();
});

describe('gateways that are killed, before a Mono that answers as it likes', () => {
  it.each(testedSeeds)(
    'pay no transfer twice and forget none: npm run faults -- --only gateway --real --seed %i',
    async (seed) => {
      const { problems, transfers, kills, trail } = await playRun(stack, seed);
      expect(problems.length === 0 ? [] : [...problems, ...trail]).toEqual([]);
      expect(transfers).toBeGreaterThan(0);
      expect(kills).toBeGreaterThan(1);
    },
    RUN_MILLISECONDS_MAX,
  );
});

describe('an older copy of the data folder under a running log and Mono', () => {
  it.each([
    ['while gateways run', true],
    ['before gateways start again', false],
  ] as const)(
    'is noticed %s, and nothing is paid again',
    async (_when, gatewaysRunOn) => {
      const name = gatewaysRunOn ? 'restore_running' : 'restore_killed';
      const verdict = await playRestore(stack, { name, gatewaysRunOn });
      expect(verdict.problems).toEqual([]);
      expect(verdict.noticed.length).toBeGreaterThan(0);
      expect(verdict.payments).toBe(verdict.transfers);
    },
    RUN_MILLISECONDS_MAX,
  );
});

describe('a copy from between requests and their attempts, put back before the log moved on', () => {
  const signs = { 'data-folder': 'server-restarted', template: 'another-database' } as const;

  it.each(copyWays)(
    'is noticed when it comes by %s, and nothing is paid again',
    async (way) => {
      const name = `between_${way.replace('-', '_')}`;
      const verdict = await playCopyBeforeAttempts(stack, { name, way });
      expect(verdict.hasLogMoved).toBe(false);
      expect(verdict.problems).toEqual([]);
      expect(verdict.noticed.at(-1)).toBe(signs[way]);
      expect(verdict.payments).toBe(verdict.transfers);
    },
    RUN_MILLISECONDS_MAX,
  );
});

describe("a rotation of the key of Mono's API under load, by riel keys", () => {
  it(
    'loses nothing, doubles nothing, and the revoked key makes not one more request',
    async () => {
      const verdict = await playRotation(stack, {
        transfersPerSecond: 200,
        secondsAround: 0.5,
        order: 'at-once',
        answerMilliseconds: 400,
      });
      expect(verdict.problems).toEqual([]);
      expect(verdict.payments).toBe(verdict.transfers);
      const { atRevocation, atEnd } = verdict.oldKeyRequests;
      expect(atRevocation).toBeGreaterThan(0);
      expect(atEnd).toBe(atRevocation);
      expect(verdict.newKeyRequests).toBeGreaterThan(0);
    },
    RUN_MILLISECONDS_MAX,
  );
});
