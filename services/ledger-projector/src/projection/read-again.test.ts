import { expect, test, vi } from 'vitest';
import { LedgerError } from '../errors.ts';
import { readAgain } from './read-again.ts';
import type { ReadAgainOptions } from './read-again.ts';

const options = (given: Partial<ReadAgainOptions>): ReadAgainOptions => ({
  check: () => Promise.resolve(),
  goBack: () => Promise.resolve(),
  signal: new AbortController().signal,
  attemptsMax: 3,
  delayMilliseconds: 1,
  ...given,
});

test('goes back once the log is known to be the right one', async () => {
  const goBack = vi.fn<() => Promise<void>>(() => Promise.resolve());
  await readAgain(options({ goBack }));
  expect(goBack).toHaveBeenCalledTimes(1);
});

test('a wrong log is told at once, and nothing is read', async () => {
  const check = vi.fn<() => Promise<void>>(() =>
    Promise.reject(new LedgerError('RIEL_LOG_SHORTER', 'short')),
  );
  const goBack = vi.fn<() => Promise<void>>(() => Promise.resolve());
  await expect(readAgain(options({ check, goBack }))).rejects.toMatchObject({
    code: 'RIEL_LOG_SHORTER',
  });
  expect(check).toHaveBeenCalledTimes(1);
  expect(goBack).not.toHaveBeenCalled();
});

test('an outage is waited out, within the limit', async () => {
  const check = vi
    .fn<() => Promise<void>>(() => Promise.resolve())
    .mockRejectedValueOnce(new Error('outage'))
    .mockRejectedValueOnce(new Error('outage'));
  await readAgain(options({ check }));
  expect(check).toHaveBeenCalledTimes(3);
  const down = vi.fn<() => Promise<void>>(() => Promise.reject(new Error('outage')));
  await expect(readAgain(options({ check: down }))).rejects.toThrow('outage');
  expect(down).toHaveBeenCalledTimes(3);
});

test('what fails after the end of the assignment is of no interest', async () => {
  const ended = new AbortController();
  const check = (): Promise<void> => {
    ended.abort();
    return Promise.reject(new Error('closed'));
  };
  await expect(readAgain(options({ check, signal: ended.signal }))).resolves.toBeUndefined();
});
