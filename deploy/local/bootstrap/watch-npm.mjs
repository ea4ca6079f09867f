import { processEntry, processIdentity } from './process-identity.mjs';

const WATCH_MILLISECONDS = 500;
const shells = new Set(['sh', 'bash', 'dash', 'zsh']);

/**
 * Calls back once when the npm that runs this process is gone. A killed npm closes no pipe and sends no
 * signal, so what it started would go on for ever. Does nothing if no npm runs this process.
 * @param {() => void} onGone
 */
export function watchNpm(onGone) {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const watched = ancestorsUpToNpm().map((pid) => ({ pid, identity: processIdentity(pid) }));
  const timer = setInterval(() => {
    if (watched.every(({ pid, identity }) => processIdentity(pid) === identity)) return;
    clearInterval(timer);
    onGone();
  }, WATCH_MILLISECONDS);
  timer.unref();
}

/** npm runs a script through a shell, which may or may not have put this process in its own place. */
function ancestorsUpToNpm() {
  const parent = processEntry(process.ppid);
  if (parent === null) return [];
  return shells.has(parent.name) ? [parent.pid, parent.parentPid] : [parent.pid];
}
