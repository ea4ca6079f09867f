import { parentPort, workerData } from 'node:worker_threads';
import { RuntimeError } from './errors.ts';
import type { Metrics } from './metrics.ts';
import type { Started } from './parts.ts';
import type { FromThread, ToThread } from './thread-messages.ts';

/** What runs in a thread. */
export interface RunningThread extends Started {
  readonly metrics: Metrics;
  /** Told each signal of the main thread. */
  onSignal(name: string): void;
}

/**
 * Runs a part of a service in this thread, which `startServiceThread` has made: starts it, says that
 * it runs, and serves the main thread until it is told to stop. Whatever is thrown ends the thread,
 * and with it the process.
 */
export async function runServiceThread(
  start: (environment: NodeJS.ProcessEnv) => Promise<RunningThread>,
): Promise<void> {
  const port = parentPort;
  if (port === null) {
    throw new RuntimeError('RIEL_THREAD_ENDED', 'this module runs in a thread of a service only');
  }
  const { environment } = workerData as { readonly environment: NodeJS.ProcessEnv };
  const running = await start(environment);
  const say = (message: FromThread): void => port.postMessage(message);
  port.on('message', (message: ToThread) => {
    switch (message.kind) {
      case 'signal':
        running.onSignal(message.name);
        return;
      case 'metrics':
        void running.metrics.text().then((text) => say({ kind: 'metrics', text }));
        return;
      case 'stop':
        // A stop that fails is thrown, and so told. What is left open is nobody's any more.
        void running.stop().then(() => process.exit(0));
    }
  });
  say({ kind: 'ready' });
}
