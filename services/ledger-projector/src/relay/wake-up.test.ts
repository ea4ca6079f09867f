import { expect, test } from 'vitest';
import { createWakeUp } from './wake-up.ts';

test('waits until it is called', async () => {
  const wakeUp = createWakeUp(1_000_000);
  const waiting = wakeUp.wait();
  wakeUp.wake();
  await expect(waiting).resolves.toBeUndefined();
});

test('a call that comes while nobody waits counts for the next wait', async () => {
  const wakeUp = createWakeUp(1_000_000);
  wakeUp.wake();
  wakeUp.wake();
  await expect(wakeUp.wait()).resolves.toBeUndefined();
});

test('waits no longer than the time given', async () => {
  await expect(createWakeUp(1).wait()).resolves.toBeUndefined();
});
