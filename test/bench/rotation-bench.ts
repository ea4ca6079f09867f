import { playRotation } from '../faults/real/play-rotation.ts';
import { startRealStack } from '../faults/real/real-stack.ts';
import type { BenchmarkOptions, Figures } from './benchmark.ts';

const TRANSFERS_PER_SECOND = 200;

/** How long the key of Mono's API can be switched and revoked without a creation coming to Mono. */
export async function benchRotation({ seconds, print }: BenchmarkOptions): Promise<Figures> {
  const stack = await startRealStack();
  try {
    const verdict = await playRotation(stack, {
      transfersPerSecond: TRANSFERS_PER_SECOND,
      secondsAround: seconds / 2,
      order: 'in-order',
      answerMilliseconds: 50,
    });
    const { atRevocation, atEnd } = verdict.oldKeyRequests;
    if (verdict.problems.length > 0 || atEnd > atRevocation) {
      throw new Error(`What was measured is wrong: ${verdict.problems.join('; ')}`);
    }
    print(
      `${verdict.transfers} transfers, each paid once; ${atRevocation} requests with the old key`,
    );
    const { longestRotationPauseMilliseconds, offeredPerSecond, revokeMilliseconds } = verdict;
    return { longestRotationPauseMilliseconds, offeredPerSecond, revokeMilliseconds };
  } finally {
    await stack.stop();
  }
}
