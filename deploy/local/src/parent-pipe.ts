import { Socket } from 'node:net';
import type { Environment } from './environment.ts';

const POLL_MILLISECONDS = 500;

/**
 * Calls back once the process that started this one is gone, if a bootstrap stands at the start of the
 * line. The bootstrap's own child holds a pipe from it (RIEL_PARENT_PIPE is the bootstrap's process id
 * and the pipe's descriptor, `812:3`); one further down sees that it has got another parent.
 */
export function watchParent(environment: Environment, onGone: () => void): void {
  const match = /^(\d+):(\d+)$/.exec(environment['RIEL_PARENT_PIPE'] ?? '');
  if (match === null) return;
  if (Number(match[1]) === process.ppid) watchPipe(Number(match[2]), onGone);
  else watchParentId(onGone);
}

/** Ends this process when its parent is gone; the supervisor then ends what belongs to it. */
export function exitWithParent(environment: Environment): void {
  watchParent(environment, () => process.exit(1));
}

function watchPipe(descriptor: number, onGone: () => void): void {
  const pipe = new Socket({ fd: descriptor, readable: true, writable: false });
  pipe.once('close', onGone).on('error', () => undefined);
  pipe.resume();
  pipe.unref();
}

function watchParentId(onGone: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, POLL_MILLISECONDS);
  timer.unref();
}
