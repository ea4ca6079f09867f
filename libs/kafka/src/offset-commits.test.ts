import type { Offsets } from 'kafkajs';
import { expect, test, vi } from 'vitest';
import { createOffsetCommits } from './offset-commits.ts';
import type { CommittedOffset, OffsetCommits } from './offset-commits.ts';

const start = (): {
  commits: OffsetCommits;
  send: ReturnType<typeof vi.fn<(offsets: Offsets) => Promise<void>>>;
  committed: CommittedOffset[];
  pass: (milliseconds: number) => void;
} => {
  let time = 0;
  const committed: CommittedOffset[] = [];
  const commits = createOffsetCommits({
    intervalMilliseconds: 1_000,
    clock: () => time,
    onCommitted: (each) => committed.push(each),
    onFailed: () => {},
  });
  const send = vi.fn<(offsets: Offsets) => Promise<void>>().mockResolvedValue();
  return { commits, send, committed, pass: (milliseconds) => (time += milliseconds) };
};

const at = (partition: number, offset: bigint): CommittedOffset => ({
  topic: 't',
  partition,
  offset,
});

test('the broker is told at most once per interval, then of everything', async () => {
  const { commits, send, committed, pass } = start();
  await commits.done(at(0, 1n), send);
  await commits.done(at(0, 2n), send);
  await commits.done(at(1, 7n), send);
  expect(send).toHaveBeenCalledTimes(1);
  pass(1_000);
  await commits.done(at(0, 3n), send);
  expect(send).toHaveBeenLastCalledWith({
    topics: [
      {
        topic: 't',
        partitions: [
          { partition: 0, offset: '3' },
          { partition: 1, offset: '7' },
        ],
      },
    ],
  });
  expect(committed).toEqual([at(0, 1n), at(0, 3n), at(1, 7n)]);
});

test('what could not be told is told later, and nothing fails', async () => {
  const { commits, send, committed, pass } = start();
  send.mockRejectedValueOnce(new Error('rebalancing'));
  await commits.done(at(0, 1n), send);
  expect(committed).toEqual([]);
  pass(1_000);
  await commits.flush();
  expect(committed).toEqual([at(0, 1n)]);
});

test('after a new assignment nothing of the old one is told', async () => {
  const { commits, send } = start();
  await commits.done(at(0, 1n), send);
  await commits.done(at(0, 2n), send);
  commits.forget();
  await commits.flush();
  expect(send).toHaveBeenCalledTimes(1);
});
