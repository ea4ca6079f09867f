import type { Consumer } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { expect, test, vi } from 'vitest';
import { keepConsuming, type KeptConsumer } from './keep-consuming.ts';

class CodedError extends Error {
  readonly code: string;

  constructor(code: string) {
    super('made by the test');
    this.code = code;
  }
}

/** A consumer whose starts go as the script says: an error, or a consumer that runs. */
function kept(script: readonly (CodedError | 'runs')[]) {
  const seen = { starts: 0, stops: 0, fatal: [] as unknown[] };
  let endLast: (error: unknown) => void = () => undefined;
  const consumer: Consumer = {
    pause: () => undefined,
    resume: () => undefined,
    seek: () => undefined,
    isHealthy: () => true,
    stop: async () => {
      seen.stops += 1;
      await Promise.resolve();
    },
  };
  const keeper: KeptConsumer = keepConsuming({
    logger: createLogger({ service: 'test', level: 'silent' }),
    retryMilliseconds: 1,
    onFatal: (error) => seen.fatal.push(error),
    start: async (onFatal) => {
      const step = script[Math.min(seen.starts, script.length - 1)];
      seen.starts += 1;
      endLast = onFatal;
      if (step instanceof CodedError) throw step;
      return await Promise.resolve(consumer);
    },
  });
  return { keeper, seen, endLast: (error: unknown) => endLast(error) };
}

test('it is started again after an outage, and stopped with its keeper', async () => {
  const { keeper, seen } = kept([new CodedError('RIEL_KAFKA_UNAVAILABLE'), 'runs']);
  expect(keeper.isHealthy()).toBe(false);
  await vi.waitFor(() => expect(keeper.isHealthy()).toBe(true));
  await keeper.stop();
  expect(seen).toEqual({ starts: 2, stops: 1, fatal: [] });
});

test('an outage that comes later starts it again too', async () => {
  const { keeper, seen, endLast } = kept(['runs']);
  await vi.waitFor(() => expect(keeper.isHealthy()).toBe(true));
  endLast(new CodedError('RIEL_DATABASE_UNAVAILABLE'));
  expect(keeper.isHealthy()).toBe(false);
  await vi.waitFor(() => expect(seen.starts).toBe(2));
  await keeper.stop();
  expect(seen.fatal).toEqual([]);
});

test('anything else is for the process to end by', async () => {
  const error = new CodedError('RIEL_LOG_TRUNCATED');
  const { keeper, seen } = kept([error]);
  await vi.waitFor(() => expect(seen.fatal).toEqual([error]));
  await keeper.stop();
  expect(seen.starts).toBe(1);
});
