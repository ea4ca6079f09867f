import { setTimeout as pause } from 'node:timers/promises';
import { LocalStackError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { SupervisedChild } from '../supervision/supervisor.ts';
import { logTail } from './log-tail.ts';

export interface WaitOptions {
  readonly child: SupervisedChild;
  readonly logFile: string;
  readonly limitMilliseconds: number;
}

/**
 * Asks again and again until there is an answer that is not null. Throws with the end of the child's log if
 * the child ends first or the limit passes.
 */
export async function waitUntil<T>(
  ask: () => T | null | Promise<T | null>,
  { child, logFile, limitMilliseconds }: WaitOptions,
): Promise<T> {
  let isRunning = true;
  void child.exited.finally(() => {
    isRunning = false;
  });
  const deadline = Date.now() + limitMilliseconds;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (!isRunning) {
      const message = `${child.name} ended while it started. End of its log:\n${logTail(logFile)}`;
      throw new LocalStackError('RIEL_LOCAL_PART_ENDED', message);
    }
    await pause(limits.pollMilliseconds);
  }
  throw new LocalStackError(
    'RIEL_LOCAL_PART_NOT_READY',
    `${child.name} was not ready after ${limitMilliseconds} ms. End of its log:\n${logTail(logFile)}`,
  );
}
