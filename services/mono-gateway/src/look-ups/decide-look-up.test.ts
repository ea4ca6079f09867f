import type { Instant } from '@riel/schemas';
import { describe, expect, it } from 'vitest';
import { later } from '../submissions/back-off.ts';
import { foundOf } from '../submissions/match-members.ts';
import { decideGiveUp } from '../submissions/decide-give-up.ts';
import type { Submission } from '../submissions/submission.ts';
import { createdOf, idOf, memberOf, submissionOf, testAt } from '../testing/submissions.ts';
import { testLimits } from '../testing/test-gateway.ts';
import { decideLookUp, type LookUpAnswer } from './decide-look-up.ts';

const found = (name: string): LookUpAnswer => ({
  kind: 'found',
  hasSeveral: false,
  found: foundOf(createdOf(name), idOf(name), true),
});
const none: LookUpAnswer = { kind: 'none' };
const again: LookUpAnswer = { kind: 'again', why: 'status-500' };

function decide(
  submission: Submission,
  answers: Readonly<Record<string, LookUpAnswer>>,
  begunAt: Instant = testAt,
) {
  const byId = new Map(Object.entries(answers).map(([name, answer]) => [idOf(name), answer]));
  const ended = { submission, answers: byId, begunAt, at: begunAt, random: 0 };
  return decideLookUp(ended, testLimits);
}

const gap = testLimits.lookUpGapMilliseconds;
const looking = submissionOf(['a'], { state: 'looking', hasUnknown: true });

describe('an unknown outcome', () => {
  it('needs two clean look-ups, the gap apart from begin to begin', () => {
    const first = decide(looking, { a: none });
    expect(first).toMatchObject({
      state: 'looking',
      firstCleanAt: testAt,
      dueAt: later(testAt, gap),
    });
    const once = { ...looking, firstCleanAt: testAt };
    expect(decide(once, { a: none }, later(testAt, gap - 1)).state).toBe('looking');
    expect(decide(once, { a: none }, later(testAt, gap))).toMatchObject({
      state: 'ready',
      hasUnknown: true,
    });
  });

  it('is not cleared by an answer that proves nothing, and keeps what was clean before', () => {
    const once = { ...looking, firstCleanAt: testAt };
    const change = decide(once, { a: again }, later(testAt, gap));
    expect(change).toMatchObject({
      state: 'looking',
      firstCleanAt: testAt,
      failures: 1,
      lastOutcome: 'status-500',
    });
  });

  it('is not cleared by a look-up that begins while a lost request may be on its way', () => {
    const lookUpsFrom = later(testAt, 45_000);
    const lost = { ...looking, lookUpsFrom };
    expect(decide(lost, { a: none })).toMatchObject({
      state: 'looking',
      firstCleanAt: null,
      dueAt: lookUpsFrom,
      lastOutcome: 'request-under-way',
    });
    expect(decide(lost, { a: found('a') }).state).toBe('done');
    expect(decide(lost, { a: none }, lookUpsFrom).firstCleanAt).toBe(lookUpsFrom);
  });

  it('ends when Mono holds it', () => {
    const change = decide(looking, { a: found('a') });
    expect(change).toMatchObject({
      state: 'done',
      accepted: [{ monoTransferId: 'trn_a', foundByLookUp: true }],
    });
  });

  it('is never sent again once a part of it was found', () => {
    const both = submissionOf(['a', 'b'], { state: 'looking', hasUnknown: true });
    const change = decide(both, { a: found('a'), b: none });
    expect(change).toMatchObject({
      state: 'partly-found',
      accepted: [{ transferId: idOf('a') }],
      absent: [{ transferId: idOf('b'), since: testAt, until: testAt }],
    });
    // The same is true when the part was found in an earlier look-up.
    const rest = { ...both, open: [memberOf('b')] };
    expect(decide(rest, { b: none }, later(testAt, gap)).state).toBe('partly-found');
  });

  it.each([
    ['foreign', 'foreign-id'],
    ['silent', 'no-echo'],
  ] as const)('stops the lane when an answer is %s', (kind, stopLane) => {
    expect(decide(looking, { a: { kind } })).toMatchObject({ stopLane, state: 'looking' });
  });

  it('waits for a person when Mono holds only a repetition', () => {
    expect(decide(looking, { a: { kind: 'duplicated' } })).toMatchObject({
      state: 'partly-found',
      accepted: [],
    });
  });
});

describe('a refusal that look-ups have confirmed', () => {
  const refusing = (names: readonly string[], path: string | null, splitGeneration = 0) =>
    submissionOf(names, {
      splitGeneration,
      state: 'refusing',
      refusal: { monoLogId: 'log_1', errors: [{ errorCode: 'bad', path }] },
    });

  it('refuses the only member', () => {
    expect(decide(refusing(['a'], null), { a: none })).toMatchObject({
      state: 'done',
      refused: [{ transferId: idOf('a'), reason: 'mono-validation', monoErrorCode: 'bad' }],
    });
  });

  it.each(['#/transfers/1/payee', 'transfers[1].payee', '/transfers/1'])(
    'refuses the member that %s names, and sends the rest anew',
    (path) => {
      const change = decide(refusing(['a', 'b', 'c'], path), { a: none, b: none, c: none });
      expect(change.state).toBe('dissolved');
      expect(change.refused).toMatchObject([{ transferId: idOf('b'), monoErrorPath: path }]);
      expect(change.released).toMatchObject([
        { transferId: idOf('a'), splitGeneration: 1, splitGroup: 'submission-1/rest' },
        { transferId: idOf('c'), splitGeneration: 1, splitGroup: 'submission-1/rest' },
      ]);
    },
  );

  it('halves when nobody is named', () => {
    const change = decide(refusing(['a', 'b', 'c'], null, 2), { a: none, b: none, c: none });
    expect(change).toMatchObject({ state: 'dissolved', refused: [] });
    expect(change.released.map(({ splitGroup }) => splitGroup)).toEqual([
      'submission-1/first',
      'submission-1/first',
      'submission-1/second',
    ]);
    expect(change.released.every(({ splitGeneration }) => splitGeneration === 3)).toBe(true);
  });

  it('stops the lane for an error of the whole account', () => {
    expect(decide(refusing(['a'], '#/account_id'), { a: none })).toMatchObject({
      state: 'ready',
      stopLane: 'account-refused',
      refused: [],
    });
  });

  it('accepts what is there all the same', () => {
    expect(decide(refusing(['a'], null), { a: found('a') })).toMatchObject({
      state: 'done',
      refused: [],
    });
  });
});

describe('giving up', () => {
  const day = { at: testAt, giveUpAfterSeconds: 86_400 };
  const since = (absentSince: Instant, absentUntil: Instant) =>
    submissionOf(['a'], {
      state: 'refused-after-unknown',
      hasUnknown: true,
      open: [memberOf('a', { absentSince, absentUntil })],
    });

  it('is refused while it may still be a payment', () => {
    const code = (submission: Submission) => {
      const decision = decideGiveUp(submission, idOf('a'), day);
      return decision.kind === 'refused' ? decision.code : decision.kind;
    };
    expect(code(looking)).toBe('not-waiting');
    expect(code(since(testAt, later(testAt, 86_399_999)))).toBe('too-early');
    expect(code(since(testAt, later(testAt, 86_400_000)))).toBe('given-up');
  });

  it('is counted by look-ups that have proven it, not by the clock', () => {
    const submission = submissionOf(['a'], { state: 'refused-after-unknown', hasUnknown: true });
    const decision = decideGiveUp(submission, idOf('a'), day);
    expect(decision).toEqual({ kind: 'refused', code: 'too-early' });
    const change = decide(submission, { a: none });
    expect(change.absent).toEqual([{ transferId: idOf('a'), since: testAt, until: testAt }]);
    const lost = { ...submission, lookUpsFrom: later(testAt, 1) };
    expect(decide(lost, { a: none }).absent).toEqual([]);
  });
});
