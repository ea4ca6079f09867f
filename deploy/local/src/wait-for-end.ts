import type { Environment } from './environment.ts';
import { watchParent } from './parent-pipe.ts';

/** Why a process is to end. */
export type EndReason = NodeJS.Signals | 'parent-gone';

const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Settles at the first signal that asks this process to end, or when its parent is gone. Later signals are
 * taken and do nothing: a Ctrl-C reaches this process twice, from the terminal and from the bootstrap.
 */
export function waitForEnd(environment: Environment): Promise<EndReason> {
  return new Promise((resolve) => {
    for (const signal of signals) process.on(signal, () => resolve(signal));
    watchParent(environment, () => resolve('parent-gone'));
  });
}
