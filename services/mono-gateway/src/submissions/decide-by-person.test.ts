import type { Instant } from '@riel/schemas';
import { describe, expect, it } from 'vitest';
import { idOf, memberOf, submissionOf, testAt } from '../testing/submissions.ts';
import { decideBeforeAttempt } from './decide-before-attempt.ts';
import { decideGiveUp } from './decide-give-up.ts';
import { decideNudge } from './decide-nudge.ts';
import { submissionStates } from './submission.ts';

const DAY_SECONDS = 86_400;
const ago = (seconds: number): Instant => (testAt - seconds * 1_000_000) as Instant;
const giveUp = { at: testAt, giveUpAfterSeconds: DAY_SECONDS };

describe('giving up', () => {
  const absent = memberOf('a', { absentSince: ago(DAY_SECONDS), absentUntil: testAt });

  it.each(submissionStates)('of one that is %s', (state) => {
    const decision = decideGiveUp(
      submissionOf(['a'], { state, open: [absent] }),
      idOf('a'),
      giveUp,
    );
    const mayBe = state === 'refused-after-unknown' || state === 'partly-found';
    expect(decision.kind).toBe(mayBe ? 'given-up' : 'refused');
  });

  it('takes look-ups that proved it for the whole time, and ends one member alone', () => {
    const early = memberOf('b', { absentSince: ago(DAY_SECONDS - 1), absentUntil: testAt });
    const never = memberOf('c');
    const submission = submissionOf(['a', 'b', 'c'], {
      state: 'partly-found',
      open: [absent, early, never],
    });
    expect(decideGiveUp(submission, idOf('a'), giveUp)).toMatchObject({
      kind: 'given-up',
      change: {
        state: 'partly-found',
        refused: [{ transferId: idOf('a'), reason: 'given-up' }],
        accepted: [],
      },
    });
    for (const name of ['b', 'c']) {
      expect(decideGiveUp(submission, idOf(name), giveUp)).toEqual({
        kind: 'refused',
        code: 'too-early',
      });
    }
  });
});

it('no wish of a person makes a submission ready that was unknown once', () => {
  for (const state of submissionStates) {
    for (const nudge of ['retry', 'look-up'] as const) {
      const submission = submissionOf(['a'], { state, hasUnknown: state !== 'ready' });
      const decision = decideNudge(submission, nudge, testAt);
      const change = decision.kind === 'done' ? decision.change : null;
      expect([null, submission.state, 'looking']).toContain(change?.state ?? null);
      expect(change?.firstCleanAt ?? null).toBeNull();
    }
  }
});

describe('before an attempt', () => {
  const past = memberOf('a', { notAfter: ago(1) });
  const cancelled = memberOf('b', { cancelledBy: 'shop' as never });

  it('who is past his time is refused, who is cancelled goes, the rest waits anew', () => {
    const submission = submissionOf(['a', 'b', 'c'], { open: [past, cancelled, memberOf('c')] });
    expect(decideBeforeAttempt(submission, testAt)).toMatchObject({
      state: 'dissolved',
      refused: [{ transferId: idOf('a'), reason: 'not-after' }],
      cancelled: [idOf('b')],
      released: [{ transferId: idOf('c') }],
    });
  });

  it('nothing is said of one that may have been paid: it waits for a person', () => {
    const submission = submissionOf(['a'], { open: [past], hasUnknown: true });
    expect(decideBeforeAttempt(submission, testAt)).toMatchObject({
      state: 'refused-after-unknown',
      refused: [],
      cancelled: [],
    });
  });

  it('exactly at its time it may still be sent', () => {
    const atTime = submissionOf(['a'], { open: [memberOf('a', { notAfter: testAt })] });
    expect(decideBeforeAttempt(atTime, testAt)).toBeNull();
  });
});
