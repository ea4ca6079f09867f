import { KafkaUnavailableError, type Consumer } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { describe, expect, it, vi } from 'vitest';
import { keepConsuming, type KeptConsumer } from './keep-consuming.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const unreachable = () => new KafkaUnavailableError('no broker could be reached', null);

interface Attempt {
  readonly fail: (error: unknown) => void;
  readonly stop: () => Promise<void>;
}

/** Starts a kept consumer whose attempts do what the script says. */
const keep = (script: ('refused' | 'joined' | 'broken')[]) => {
  const attempts: Attempt[] = [];
  const fatal: unknown[] = [];
  const start = async (fail: (error: unknown) => void): Promise<Consumer> => {
    const step = script[attempts.length] ?? 'joined';
    const stop = vi.fn<() => Promise<void>>(async () => {});
    attempts.push({ fail, stop });
    if (step === 'refused') throw unreachable();
    if (step === 'broken') throw new Error('topic missing');
    return {
      stop,
      pause: () => {},
      resume: () => {},
      isHealthy: () => true,
    } as unknown as Consumer;
  };
  const kept: KeptConsumer = keepConsuming({
    start,
    retryMilliseconds: 1,
    logger,
    onFatal: (error) => fatal.push(error),
  });
  return { kept, attempts, fatal };
};

describe('keepConsuming', () => {
  it('tries again while no broker is there, and again after one has gone', async () => {
    const { kept, attempts, fatal } = keep(['refused', 'refused', 'joined']);
    expect(kept.isHealthy()).toBe(false);
    await vi.waitFor(() => expect(kept.isHealthy()).toBe(true));
    expect(attempts).toHaveLength(3);
    attempts[2]?.fail(unreachable());
    expect(kept.isHealthy()).toBe(false);
    await vi.waitFor(() => expect(kept.isHealthy()).toBe(true));
    expect(fatal).toEqual([]);
    await kept.stop();
    expect(attempts[3]?.stop).toHaveBeenCalledOnce();
  });

  it('ends with any other failure, at the start or later', async () => {
    const atStart = keep(['broken']);
    await vi.waitFor(() => expect(atStart.fatal).toHaveLength(1));
    const later = keep(['joined']);
    await vi.waitFor(() => expect(later.kept.isHealthy()).toBe(true));
    later.attempts[0]?.fail(new Error('offset out of range'));
    expect(later.fatal).toHaveLength(1);
    expect(later.attempts).toHaveLength(1);
  });

  it('starts nothing more once it is stopped', async () => {
    const { kept, attempts, fatal } = keep(['joined']);
    await vi.waitFor(() => expect(kept.isHealthy()).toBe(true));
    await kept.stop();
    attempts[0]?.fail(unreachable());
    expect([attempts.length, fatal.length]).toEqual([1, 0]);
  });
});
