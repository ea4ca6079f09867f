import { expect, test, vi } from 'vitest';
import { retryTransient } from './retry-transient.ts';

const transient = Object.assign(new Error('deadlock'), { code: '40P01' });
const fast = { delayMillisecondsMin: 1, delayMillisecondsMax: 2, random: () => 0.5 };

test('the work is run again until it succeeds', async () => {
  const work = vi.fn<() => Promise<string>>();
  work.mockRejectedValueOnce(transient).mockRejectedValueOnce(transient).mockResolvedValue('done');
  await expect(retryTransient(work, fast)).resolves.toBe('done');
  expect(work).toHaveBeenCalledTimes(3);
});

test('other errors pass at once and unchanged', async () => {
  const bug = new TypeError('bug');
  const work = vi.fn<() => Promise<never>>().mockRejectedValue(bug);
  await expect(retryTransient(work, fast)).rejects.toBe(bug);
  expect(work).toHaveBeenCalledTimes(1);
});

test('after the last attempt the database is unavailable', async () => {
  const work = vi.fn<() => Promise<never>>().mockRejectedValue(transient);
  await expect(retryTransient(work, { ...fast, attemptsMax: 3 })).rejects.toMatchObject({
    code: 'RIEL_DATABASE_UNAVAILABLE',
    cause: transient,
  });
  expect(work).toHaveBeenCalledTimes(3);
});

test('delays double up to their limit, spread by chance', async () => {
  const delays: number[] = [];
  const work = vi.fn<() => Promise<never>>().mockRejectedValue(transient);
  const limits = {
    attemptsMax: 5,
    delayMillisecondsMin: 4,
    delayMillisecondsMax: 16,
    random: () => 0.5,
    onRetry: ({ delayMilliseconds }: { delayMilliseconds: number }) =>
      delays.push(delayMilliseconds),
  };
  await expect(retryTransient(work, limits)).rejects.toThrow('unavailable');
  expect(delays).toEqual([3, 6, 12, 12]);
});

test('a signal ends the waiting with the last failure', async () => {
  const stop = new AbortController();
  const work = vi.fn<() => Promise<never>>().mockRejectedValue(transient);
  const retried = retryTransient(work, {
    delayMillisecondsMin: 60_000,
    signal: stop.signal,
    onRetry: () => queueMicrotask(() => stop.abort()),
  });
  await expect(retried).rejects.toBe(transient);
});
