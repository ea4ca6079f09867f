import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createWakeUp } from './wake-up.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('a sleeper is woken at once and leaves no timer behind', async () => {
  const wakeUp = createWakeUp();
  const waiting = wakeUp.wait(1_000);
  expect(wakeUp.isSleeping()).toBe(true);
  wakeUp.wake();
  await expect(waiting).resolves.toBe('called');
  expect(vi.getTimerCount()).toBe(0);
});

test('a call while nobody sleeps is kept, several are one', async () => {
  const wakeUp = createWakeUp();
  wakeUp.wake();
  wakeUp.wake();
  await expect(wakeUp.wait(1_000)).resolves.toBe('called');
  const second = wakeUp.wait(1_000);
  vi.advanceTimersByTime(1_000);
  await expect(second).resolves.toBe('timed-out');
});
