import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { watchNpm } from './watch-npm.mjs';

/** @type {readonly NodeJS.Signals[]} */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs an entry under the Node.js in node_modules and answers with its exit status. The entry holds a
 * pipe from here (descriptor RIEL_PARENT_PIPE), by whose end it learns that this process was killed.
 * @param {{ readonly root: string, readonly entry: import('./entries.mjs').Entry, readonly rest: readonly string[] }} options
 * @returns {Promise<number>}
 */
export function runEntry({ root, entry, rest }) {
  const binaries = join(root, 'node_modules/.bin');
  const child = spawn(
    join(root, 'node_modules/node/bin/node'),
    [join(root, entry.file), ...entry.arguments, ...rest],
    {
      cwd: root,
      env: {
        ...process.env,
        PATH: `${binaries}${delimiter}${process.env['PATH'] ?? ''}`,
        RIEL_PARENT_PIPE: `${process.pid}:3`,
        ...(entry.cachesCode ? { NODE_COMPILE_CACHE: join(root, '.riel/cache/node') } : {}),
      },
      stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    },
  );
  // The entry ends all that it started; this process has to outlive it to pass its exit status on.
  for (const signal of forwarded) process.on(signal, () => child.kill(signal));
  watchNpm(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + signalNumber(signal)));
  });
}

/** @param {keyof typeof constants.signals | null} signal */
function signalNumber(signal) {
  return signal === null ? 0 : constants.signals[signal];
}
