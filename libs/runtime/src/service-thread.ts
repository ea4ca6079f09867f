import { Worker } from 'node:worker_threads';
import { RuntimeError } from './errors.ts';
import type { Metrics } from './metrics.ts';
import type { Started } from './parts.ts';
import type { FromThread, ToThread } from './thread-messages.ts';
import { withTimeLimit } from './time-limit.ts';

/*
 * A service may do what nobody waits for in a thread of its own, so that requests do not wait for it
 * either. The thread opens its own connections: between the two there are only names of signals, and
 * the text of its metrics. It is a part like any other: if it cannot start, the service does not, and
 * if it ends by itself, so does the process.
 */

const METRICS_TIMEOUT_MILLISECONDS = 1_000;
const BYTES_PER_MEGABYTE = 1_048_576;

/** Memory that V8 may take for the objects of a thread. A thread that needs more ends. */
export interface ThreadMemory {
  readonly oldMegabytesMax: number;
  readonly youngMegabytesMax: number;
}

export interface ServiceThreadOptions {
  /** Short, for metrics and errors. */
  readonly name: string;
  /** The module that calls `runServiceThread`. */
  readonly module: URL;
  /** Settings of the service, from which the thread reads its own. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly memory: ThreadMemory;
  /** Those of the thread are shown with them. */
  readonly metrics: Metrics;
  /** Told when the thread ended without being asked to: the process should end. */
  readonly onFatal: (error: unknown) => void;
}

/** A part of a service that runs in a thread of its own. */
export interface ServiceThread extends Started {
  /** Tells the thread that something has happened. Never blocks, never throws. */
  signal(name: string): void;
}

/** Starts a thread and waits until it runs. Rejects with the error by which it could not start. */
export async function startServiceThread(options: ServiceThreadOptions): Promise<ServiceThread> {
  const worker = new Worker(options.module, {
    name: options.name,
    workerData: { environment: { ...options.environment } },
    resourceLimits: {
      maxOldGenerationSizeMb: options.memory.oldMegabytesMax,
      maxYoungGenerationSizeMb: options.memory.youngMegabytesMax,
    },
  });
  const thread = watch(worker, options);
  await thread.ready;
  showMetrics(worker, thread.askMetrics, options);
  return {
    signal: (name) => post(worker, { kind: 'signal', name }),
    stop: thread.stop,
  };
}

const post = (worker: Worker, message: ToThread): void => worker.postMessage(message, []);

function watch(worker: Worker, { name, onFatal }: ServiceThreadOptions) {
  const ready = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  let asked: PromiseWithResolvers<string> | null = null;
  let state: 'starting' | 'running' | 'stopping' | 'ended' = 'starting';
  const fail = (error: unknown): void => {
    const before = state;
    state = 'ended';
    // The first error says why; an exit follows it.
    if (before === 'starting') ready.reject(error);
    else if (before === 'running') onFatal(error);
    else if (before === 'stopping') ended.reject(error);
  };
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'metrics') {
      asked?.resolve(message.text);
      asked = null;
    } else {
      state = 'running';
      ready.resolve();
    }
  });
  worker.on('error', fail);
  worker.on('exit', (status) => {
    asked?.resolve('');
    if (status !== 0 || state !== 'stopping') {
      fail(new RuntimeError('RIEL_THREAD_ENDED', `thread ${name} ended with status ${status}`));
    }
    ended.resolve();
  });
  return {
    ready: ready.promise,
    askMetrics: (): Promise<string> => {
      if (state !== 'running') return Promise.resolve('');
      if (asked === null) {
        asked = Promise.withResolvers<string>();
        post(worker, { kind: 'metrics' });
      }
      return asked.promise;
    },
    stop: async (): Promise<void> => {
      if (state === 'running') {
        state = 'stopping';
        post(worker, { kind: 'stop' });
      }
      // One that has failed was told already.
      if (state !== 'ended') await ended.promise;
    },
  };
}

function showMetrics(
  worker: Worker,
  askMetrics: () => Promise<string>,
  { name, metrics }: ServiceThreadOptions,
): void {
  // A thread that is stuck must not hide what the others tell.
  metrics.include(() =>
    withTimeLimit(
      askMetrics(),
      METRICS_TIMEOUT_MILLISECONDS,
      () => new RuntimeError('RIEL_CHECK_TIMED_OUT', `metrics of thread ${name} took too long`),
    ),
  );
  const thread = { thread: name };
  let last = worker.performance.eventLoopUtilization();
  metrics.gauge({
    name: 'riel_thread_utilization_ratio',
    help: 'Share of the time since the last scrape in which the thread worked',
    labels: ['thread'],
    readEach: () => {
      const before = last;
      last = worker.performance.eventLoopUtilization();
      const { utilization } = worker.performance.eventLoopUtilization(last, before);
      return [{ labels: thread, value: utilization }];
    },
  });
  metrics.gauge({
    name: 'riel_thread_heap_used_megabytes',
    help: 'Memory that objects of the thread take',
    labels: ['thread'],
    readEach: async () => {
      const { used_heap_size: bytes } = await worker.getHeapStatistics();
      return [{ labels: thread, value: bytes / BYTES_PER_MEGABYTE }];
    },
  });
}
