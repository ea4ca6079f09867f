import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CoalescerOptions, createCoalescer, type Timer } from './coalescer.ts';

/** A clock that rings when the test says so. */
function handTimer() {
  const waiting = new Set<() => void>();
  const started: number[] = [];
  const timer: Timer = (callback, milliseconds) => {
    started.push(milliseconds);
    waiting.add(callback);
    return () => void waiting.delete(callback);
  };
  const ring = () => {
    const callbacks = [...waiting];
    waiting.clear();
    for (const callback of callbacks) callback();
  };
  return { timer, ring, started, waiting };
}

/** A run that answers when the test says so. */
function handRun() {
  const batches: { items: readonly string[]; finish: (error?: Error) => void }[] = [];
  const run = async (items: readonly string[]): Promise<readonly string[]> => {
    const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
    const finish = (error?: Error) =>
      error === undefined ? resolve(items.map((item) => item.toUpperCase())) : reject(error);
    batches.push({ items, finish });
    return await promise;
  };
  return { run, batches, items: () => batches.map((batch) => batch.items) };
}

function made(options: Partial<CoalescerOptions<string, string>> = {}) {
  const clock = handTimer();
  const work = handRun();
  const coalescer = createCoalescer<string, string>({
    run: work.run,
    batchItemsMax: 3,
    waitMilliseconds: 5,
    queueItemsMax: 4,
    timer: clock.timer,
    ...options,
  });
  return { ...clock, ...work, coalescer };
}

/** Lets everything that waits for nothing else come to its end. */
const settle = async () => await new Promise<void>((resolve) => setImmediate(resolve));

test('items are gathered until the clock rings, and each caller gets its own result', async () => {
  const { coalescer, ring, items, batches, started, waiting } = made();
  const results = Promise.all([coalescer.submit('a'), coalescer.submit('b')]);
  expect(items()).toEqual([]);
  expect(started).toEqual([5]);
  ring();
  expect(items()).toEqual([['a', 'b']]);
  batches[0]?.finish();
  expect(await results).toEqual(['A', 'B']);
  expect(waiting.size).toBe(0);
});

test('a full batch does not wait, and the clock stops with it', async () => {
  const { coalescer, items, batches, waiting } = made();
  const results = Promise.all(['a', 'b', 'c'].map((item) => coalescer.submit(item)));
  expect(items()).toEqual([['a', 'b', 'c']]);
  expect(waiting.size).toBe(0);
  batches[0]?.finish();
  expect(await results).toEqual(['A', 'B', 'C']);
});

test('while a batch runs, the next gathers; it leaves when the run is free', async () => {
  const { coalescer, ring, items, batches } = made();
  const first = coalescer.submit('a');
  ring();
  const others = Promise.all(['b', 'c', 'd', 'e'].map((item) => coalescer.submit(item)));
  ring();
  expect(items()).toEqual([['a']]);
  batches[0]?.finish();
  expect(await first).toBe('A');
  await settle();
  expect(items()).toEqual([['a'], ['b', 'c', 'd']]);
  batches[1]?.finish();
  await settle();
  expect(items()).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  batches[2]?.finish();
  expect(await others).toEqual(['B', 'C', 'D', 'E']);
});

test('several batches run at once where that is allowed', async () => {
  const { coalescer, items, batches } = made({ concurrentRunsMax: 2, queueItemsMax: 10 });
  const all = Promise.all('abcdefg'.split('').map((item) => coalescer.submit(item)));
  expect(items()).toHaveLength(2);
  batches[1]?.finish();
  await settle();
  expect(items()).toHaveLength(2);
  batches[0]?.finish();
  void coalescer.stop();
  await settle();
  batches[2]?.finish();
  expect(await all).toEqual('ABCDEFG'.split(''));
});

test('one more item than may wait is refused at once with a 503', async () => {
  const { coalescer, items } = made({ batchItemsMax: 10 });
  const waiting = Promise.allSettled('abcd'.split('').map((item) => coalescer.submit(item)));
  expect(coalescer.waiting).toBe(4);
  const refused = { code: 'RIEL_OVERLOADED', status: 503, retryAfterSeconds: 1 };
  await expect(coalescer.submit('e')).rejects.toMatchObject(refused);
  expect(items()).toEqual([]);
  void waiting;
});

test('after a failed batch each item runs alone, and only the bad one fails', async () => {
  const seen: string[][] = [];
  const { coalescer } = made({
    run: async (items) => {
      seen.push([...items]);
      if (items.includes('bad')) throw new Error('bad item');
      return await Promise.resolve(items.map((item) => item.toUpperCase()));
    },
  });
  const results = await Promise.allSettled(['a', 'bad', 'c'].map((item) => coalescer.submit(item)));
  expect(seen).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
  expect(results.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('an outage is not tried again item by item', async () => {
  const { coalescer, items, batches } = made({ shouldRunAlone: () => false });
  const results = Promise.allSettled(['a', 'b', 'c'].map((item) => coalescer.submit(item)));
  const outage = new Error('no database');
  batches[0]?.finish(outage);
  const expected = { status: 'rejected', reason: outage };
  expect(await results).toEqual([expected, expected, expected]);
  expect(items()).toHaveLength(1);
});

test('a run that answers too few results fails, and no caller gets the result of another', async () => {
  const { coalescer } = made({ run: async (items) => await Promise.resolve(items.slice(1)) });
  const results = ['a', 'b', 'c'].map((item) => coalescer.submit(item));
  for (const result of results) {
    await expect(result).rejects.toMatchObject({ code: 'RIEL_BATCH_RESULTS_MISSING' });
  }
});

test('stop lets out what waits, waits for it, and takes nothing new', async () => {
  const { coalescer, items, batches } = made();
  const first = coalescer.submit('a');
  const stopped = coalescer.stop();
  expect(items()).toEqual([['a']]);
  await expect(coalescer.submit('b')).rejects.toMatchObject({ code: 'RIEL_STOPPING', status: 503 });
  batches[0]?.finish();
  expect(await first).toBe('A');
  await stopped;
});

test('whatever the order of arrivals, rings and ends: each item runs once, in order', async () => {
  const step = fc.constantFrom('submit', 'ring', 'finish');
  const cases = fc.record({
    steps: fc.array(step, { maxLength: 60 }),
    runs: fc.integer({ min: 1, max: 3 }),
    size: fc.integer({ min: 1, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ steps, runs, size }) => {
      const { coalescer, ring, batches, items } = made({
        concurrentRunsMax: runs,
        batchItemsMax: size,
        queueItemsMax: 1_000,
      });
      const results: Promise<string>[] = [];
      let finished = 0;
      const finishOne = () => {
        if (finished < batches.length) batches[finished++]?.finish();
      };
      for (const each of steps) {
        if (each === 'submit') results.push(coalescer.submit(`i${results.length}`));
        if (each === 'ring') ring();
        if (each === 'finish') finishOne();
        await Promise.resolve();
        expect(batches.length - finished).toBeLessThanOrEqual(runs);
      }
      const stopped = coalescer.stop();
      while (finished < batches.length || coalescer.waiting > 0) {
        finishOne();
        await settle();
      }
      await stopped;
      expect(await Promise.all(results)).toEqual(results.map((_, index) => `I${index}`));
      expect(items().flat()).toEqual(results.map((_, index) => `i${index}`));
      expect(items().every((batch) => batch.length <= size)).toBe(true);
    }),
  );
});
