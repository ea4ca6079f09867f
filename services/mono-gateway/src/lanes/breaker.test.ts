import { describe, expect, it, vi } from 'vitest';
import { outcomeCodes, outcomeTable, type OutcomeCode } from '../attempts/outcome-table.ts';
import type { AttemptResult } from '../attempts/read-attempt.ts';
import { createBreaker } from './breaker.ts';

const resultOf = (code: OutcomeCode): AttemptResult => ({
  code,
  status: null,
  retryAfterMilliseconds: null,
  created: [],
  refusal: null,
});

function given() {
  const clock = { milliseconds: 1_000_000 };
  vi.useFakeTimers({ now: clock.milliseconds, toFake: ['Date'] });
  const onOpen = vi.fn<() => void>();
  const breaker = createBreaker({
    onOpen,
    failuresMax: 3,
    pauseMilliseconds: 10_000,
    clock: () => clock.milliseconds,
  });
  const advance = (milliseconds: number): void => {
    clock.milliseconds += milliseconds;
    vi.setSystemTime(clock.milliseconds);
  };
  const send = async (code: OutcomeCode) => await breaker.send(async () => resultOf(code));
  return { breaker, onOpen, advance, send };
}

describe('the breaker of a lane', () => {
  it('opens after failures in a row, sends nothing, and tries one attempt after a pause', async () => {
    const { breaker, onOpen, advance, send } = given();
    for (let count = 0; count < 3; count += 1) await send('server-error');
    expect(onOpen).toHaveBeenCalledOnce();
    expect(breaker.room(16)).toBe(0);
    const attempt = vi.fn<() => Promise<AttemptResult>>();
    expect((await breaker.send(attempt)).code).toBe('not-started');
    expect(attempt).not.toHaveBeenCalled();

    advance(10_000);
    expect(breaker.room(16)).toBe(1);
    expect((await send('created')).code).toBe('created');
    expect(breaker.room(16)).toBe(16);
    vi.useRealTimers();
  });

  it('opens again when that attempt fails too', async () => {
    const { breaker, advance, send } = given();
    for (let count = 0; count < 3; count += 1) await send('time-out');
    advance(10_000);
    expect((await send('reset')).code).toBe('reset');
    expect(breaker.room(16)).toBe(0);
    vi.useRealTimers();
  });

  it('gives every outcome back as it is and counts only what says that Mono is unwell', async () => {
    for (const code of outcomeCodes.filter((each) => !outcomeTable[each].isFailure)) {
      const { breaker, send } = given();
      for (let count = 0; count < 5; count += 1) expect((await send(code)).code).toBe(code);
      expect(breaker.room(16)).toBe(16);
    }
    vi.useRealTimers();
  });
});
