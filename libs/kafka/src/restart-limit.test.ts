import { expect, test } from 'vitest';
import { createRestartLimit } from './restart-limit.ts';

test('restarts end at their limit, which a fetch in between renews', () => {
  const limit = createRestartLimit({ stopping: false, failure: undefined }, 2);
  expect([limit.mayRestart(), limit.mayRestart(), limit.mayRestart()]).toEqual([true, true, false]);
  limit.succeeded();
  expect(limit.mayRestart()).toBe(true);
});

test('nothing restarts after a failure of the handler or while stopping', () => {
  const failed = createRestartLimit({ stopping: false, failure: { error: 'bug' } }, 2);
  expect(failed.mayRestart()).toBe(false);
  const stopping = createRestartLimit({ stopping: true, failure: undefined }, 2);
  expect(stopping.mayRestart()).toBe(false);
});
