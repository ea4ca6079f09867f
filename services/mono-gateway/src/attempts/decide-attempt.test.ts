import type { Caller } from '@riel/schemas';
import { describe, expect, it } from 'vitest';
import { createdOf, idOf, memberOf, submissionOf, testAt } from '../testing/submissions.ts';
import { testLimits } from '../testing/test-gateway.ts';
import type { Submission } from '../submissions/submission.ts';
import { decideAttempt } from './decide-attempt.ts';
import { outcomeCodes, outcomeTable, type OutcomeCode } from './outcome-table.ts';
import type { AttemptResult } from './read-attempt.ts';

const resultOf = (code: OutcomeCode, change: Partial<AttemptResult> = {}): AttemptResult => ({
  code,
  status: null,
  retryAfterMilliseconds: null,
  created: [],
  refusal: null,
  ...change,
});

const decide = (submission: Submission, result: AttemptResult) =>
  decideAttempt({ submission, result, at: testAt, random: 0 }, testLimits);

const codesOf = (verdict: string) =>
  outcomeCodes.filter((code) => outcomeTable[code].verdict === verdict);

describe('never sent', () => {
  it.each(codesOf('never-sent'))('%s: the same submission waits to be sent again', (code) => {
    const change = decide(submissionOf(['a']), resultOf(code));
    expect(change).toMatchObject({ state: 'ready', hasUnknown: false, lastOutcome: code });
    expect(change.refused).toEqual([]);
  });

  it.each(codesOf('never-sent'))('%s after an unknown outcome: look-ups come first', (code) => {
    const submission = submissionOf(['a'], { hasUnknown: true, firstCleanAt: testAt });
    expect(decide(submission, resultOf(code))).toMatchObject({
      state: 'looking',
      hasUnknown: true,
      firstCleanAt: null,
    });
  });

  it('backs off longer each time and never before Retry-After', () => {
    const dueAfter = (failures: number, retryAfterMilliseconds: number | null) =>
      decide(
        submissionOf(['a'], { failures }),
        resultOf('request-timeout', { retryAfterMilliseconds }),
      ).dueAt - testAt;
    expect(dueAfter(0, null)).toBe(250_000);
    expect(dueAfter(3, null)).toBe(2_000_000);
    expect(dueAfter(60, null)).toBe(30_000_000);
    expect(dueAfter(0, 7_000)).toBe(7_000_000);
    expect(dueAfter(0, 999_999_999)).toBe(3_600_000_000);
  });

  it('gives a cancelled member free and lets the others wait for another submission', () => {
    const open = [memberOf('a', { cancelledBy: 'shop' as Caller }), memberOf('b')];
    const change = decide(submissionOf(['a', 'b'], { open }), resultOf('not-sent'));
    expect(change).toMatchObject({
      state: 'dissolved',
      cancelled: [idOf('a')],
      released: [{ transferId: idOf('b'), splitGeneration: 0 }],
      cancellationsRefused: [],
    });
  });
});

describe('unknown', () => {
  it.each(codesOf('unknown'))('%s: looked up before anything else', (code) => {
    const open = [memberOf('a', { cancelledBy: 'shop' as Caller })];
    const change = decide(submissionOf(['a'], { open, firstCleanAt: testAt }), resultOf(code));
    expect(change).toMatchObject({
      state: 'looking',
      hasUnknown: true,
      firstCleanAt: null,
      stopLane: null,
      cancellationsRefused: [{ transferId: idOf('a') }],
    });
  });

  it('404 stops the lane, and looks up too', () => {
    expect(decide(submissionOf(['a']), resultOf('not-found'))).toMatchObject({
      state: 'looking',
      hasUnknown: true,
      stopLane: 'not-found',
    });
  });
});

describe('refused', () => {
  const refusal = { errors: [{ errorCode: 'x', path: null }], monoLogId: null };

  it.each(codesOf('refused'))('%s is believed after a look-up', (code) => {
    const change = decide(submissionOf(['a']), resultOf(code, { refusal }));
    expect(change).toMatchObject({ state: 'refusing', refusal, refused: [] });
  });

  it.each(codesOf('refused'))('%s after an unknown outcome waits for a person', (code) => {
    const change = decide(submissionOf(['a'], { hasUnknown: true }), resultOf(code, { refusal }));
    expect(change).toMatchObject({
      state: 'refused-after-unknown',
      refused: [],
      released: [],
      alarms: ['refused-after-unknown'],
    });
  });

  it.each(codesOf('refused'))('%s of a batch after an unknown outcome is not split', (code) => {
    const batch = submissionOf(['a', 'b'], { hasUnknown: true });
    const change = decide(batch, resultOf(code, { refusal }));
    expect(change).toMatchObject({ state: 'refused-after-unknown', refused: [], released: [] });
  });
});

describe('done', () => {
  const answer = (...created: AttemptResult['created']) => resultOf('created', { created });

  it('accepts each member by the id that it echoes, not by its place', () => {
    const change = decide(submissionOf(['a', 'b']), answer(createdOf('b'), createdOf('a')));
    expect(change.state).toBe('done');
    expect(
      change.accepted.map(({ transferId, monoTransferId }) => [transferId, monoTransferId]),
    ).toEqual([
      [idOf('b'), 'trn_b'],
      [idOf('a'), 'trn_a'],
    ]);
    expect(change).toMatchObject({ stopLane: null, alarms: [], hasUnknown: false });
  });

  it('takes either field for the echo, and any state of a payment', () => {
    const created = [
      createdOf('a', { externalId: null, state: 'in_progress' }),
      createdOf('b', { entityId: null, state: 'cancelled' }),
    ];
    const change = decide(submissionOf(['a', 'b']), answer(...created));
    expect(change.state).toBe('done');
    expect(change.accepted.map(({ monoState }) => monoState)).toEqual(['in_progress', 'cancelled']);
  });

  it('never sends again what is there in part', () => {
    const change = decide(submissionOf(['a', 'b']), answer(createdOf('a')));
    expect(change).toMatchObject({
      state: 'partly-found',
      hasUnknown: true,
      alarms: ['member-missing'],
      accepted: [{ transferId: idOf('a') }],
    });
  });

  it('looks up what an answer does not name at all', () => {
    const change = decide(submissionOf(['a']), answer());
    expect(change).toMatchObject({ state: 'looking', hasUnknown: true });
  });

  it.each([
    ['foreign-id', { externalId: 'another' }],
    ['foreign-id', { entityId: 'another' }],
    ['no-echo', { externalId: null, entityId: null }],
  ] as const)('stops the lane: %s', (stopLane, echo) => {
    const change = decide(submissionOf(['a']), answer(createdOf('a', echo)));
    expect(change).toMatchObject({ stopLane, accepted: [], state: 'looking' });
  });

  it('does not take a repetition at Mono for a payment', () => {
    const change = decide(submissionOf(['a']), answer(createdOf('a', { state: 'duplicated' })));
    expect(change).toMatchObject({
      state: 'partly-found',
      accepted: [],
      alarms: ['duplicated'],
    });
  });
});
