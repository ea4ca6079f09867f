import { expect, it } from 'vitest';
import { whyWaiting, type WaitingFacts } from './why-waiting.ts';

const free: WaitingFacts = {
  isRecovering: false,
  mustLookUp: false,
  hasOpenCancellation: false,
  isPaused: false,
  stoppedReason: null,
  isConfirmed: true,
  isPutOff: false,
  hasHolder: true,
  lastFailure: null,
};

/** From the first that counts to the last. */
const reasons = [
  [{ isRecovering: true }, 'database-recovering'],
  [{ mustLookUp: true }, 'look-up-first'],
  [{ hasOpenCancellation: true }, 'cancellation-open'],
  [{ isPaused: true }, 'paused'],
  [{ stoppedReason: 'no-key' }, 'no-key'],
  [{ stoppedReason: 'no-echo' }, 'lane-stopped: no-echo'],
  [{ isConfirmed: false }, 'kafka-unconfirmed'],
  [{ isPutOff: true }, 'payee-unreadable'],
  [{ hasHolder: false }, 'no-instance'],
  [{ lastFailure: 'server-error' }, 'mono-fails: server-error'],
  [{}, 'backlog'],
] as const satisfies readonly (readonly [Partial<WaitingFacts>, string])[];

it.each(reasons)('%o waits as %s', (facts, reason) => {
  expect(whyWaiting({ ...free, ...facts })).toBe(reason);
});

it('names the first of several reasons', () => {
  let all: WaitingFacts = free;
  for (const [facts, reason] of reasons.toReversed()) {
    all = { ...all, ...facts };
    expect(whyWaiting(all)).toBe(reason);
  }
});
