import { expect, test } from 'vitest';
import { createSemaphore } from './semaphore.ts';

function gate() {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  return { promise, open: resolve, fail: reject };
}

test('no more run than there are permits; the others run first come, first served', async () => {
  const semaphore = createSemaphore({ permits: 2, waitersMax: 10 });
  const gates = [gate(), gate(), gate(), gate()];
  const begun: number[] = [];
  const all = gates.map((each, index) =>
    semaphore.run(async () => {
      begun.push(index);
      await each.promise;
      return index;
    }),
  );
  expect([semaphore.running, semaphore.waiting]).toEqual([2, 2]);
  gates[1]?.open();
  await all[1];
  gates[2]?.open();
  await all[2];
  expect(begun).toEqual([0, 1, 2, 3]);
  gates[0]?.open();
  gates[3]?.open();
  expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
  expect([semaphore.running, semaphore.waiting]).toEqual([0, 0]);
});

test('work that fails gives its permit back', async () => {
  const semaphore = createSemaphore({ permits: 1, waitersMax: 1 });
  const failing = semaphore.run(async () => await Promise.reject(new Error('no')));
  const next = semaphore.run(async () => await Promise.resolve('done'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
  expect(semaphore.running).toBe(0);
});

test('one more than may wait is refused at once', async () => {
  const semaphore = createSemaphore({ permits: 1, waitersMax: 1 });
  const first = gate();
  const running = semaphore.run(() => first.promise);
  const waiting = semaphore.run(async () => await Promise.resolve());
  const refused = semaphore.run(async () => await Promise.resolve());
  await expect(refused).rejects.toMatchObject({ code: 'RIEL_OVERLOADED', status: 503 });
  first.open();
  await Promise.all([running, waiting]);
});
