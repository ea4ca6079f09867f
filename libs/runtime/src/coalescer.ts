import { RuntimeError, UnavailableError } from './errors.ts';
import type { Started } from './parts.ts';

/** Calls back once, after the time; the answer cancels it. */
export type Timer = (callback: () => void, milliseconds: number) => () => void;

export interface CoalescerOptions<Item, Result> {
  /** Does a batch, all or nothing, and answers one result per item, in the order of the items. */
  run(items: readonly Item[]): Promise<readonly Result[]>;
  /** Most items of one batch. */
  readonly batchItemsMax: number;
  /** Longest time that an item waits for others while a run is free. */
  readonly waitMilliseconds: number;
  /** Most items that wait, apart from those that run; one more is refused. */
  readonly queueItemsMax: number;
  /** Batches that run at once. Default 1. */
  readonly concurrentRunsMax?: number;
  /**
   * Whether a failed batch is worth another try item by item. False for an outage, which would fail
   * each of them too, one after the other. Default: always.
   */
  readonly shouldRunAlone?: (error: unknown) => boolean;
  /** Default: setTimeout. */
  readonly timer?: Timer;
}

/** Gathers single items of many callers into batches. */
export interface Coalescer<Item, Result> extends Started {
  /**
   * The item's own result, once its batch is done.
   *
   * @throws UnavailableError `RIEL_OVERLOADED` when too many items wait, `RIEL_STOPPING` after stop
   * @throws whatever `run` throws for the batch and then for this item alone
   */
  submit(item: Item): Promise<Result>;
  readonly waiting: number;
}

interface Entry<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

const defaultTimer: Timer = (callback, milliseconds) => {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
};

/**
 * Makes a coalescer. The protocol: the first item of an empty queue starts the clock; when it rings,
 * or when a batch is full, a batch leaves the queue as soon as a run is free. What was submitted
 * first leaves first. If a batch fails, each of its items is run alone, one after the other, so one
 * bad item costs nobody else his result. `stop` refuses new items and waits for all others.
 */
export function createCoalescer<Item, Result>(
  options: CoalescerOptions<Item, Result>,
): Coalescer<Item, Result> {
  const timer = options.timer ?? defaultTimer;
  const runsMax = options.concurrentRunsMax ?? 1;
  const queue: Entry<Item, Result>[] = [];
  const runs = new Set<Promise<void>>();
  let cancelClock: (() => void) | null = null;
  let due = false;
  let stopping = false;

  const startRun = (): void => {
    const entries = queue.splice(0, options.batchItemsMax);
    const run = runBatch(entries, options).finally(() => {
      runs.delete(run);
      dispatch();
    });
    runs.add(run);
  };
  const dispatch = (): void => {
    while (runs.size < runsMax && queue.length > 0) {
      if (!due && !stopping && queue.length < options.batchItemsMax) break;
      startRun();
      // What the ring was for has left when the queue was shorter than a batch.
      if (queue.length === 0) due = false;
    }
    if (queue.length === 0) stopClock();
    else if (cancelClock === null && !due && !stopping) startClock();
  };
  const startClock = (): void => {
    cancelClock = timer(() => {
      cancelClock = null;
      due = true;
      dispatch();
    }, options.waitMilliseconds);
  };
  const stopClock = (): void => {
    cancelClock?.();
    cancelClock = null;
    due = false;
  };
  return {
    get waiting() {
      return queue.length;
    },
    submit(item) {
      if (stopping) {
        return refuse('RIEL_STOPPING', 'the service is stopping');
      }
      if (queue.length >= options.queueItemsMax) {
        return refuse('RIEL_OVERLOADED', `${queue.length} items wait already`);
      }
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      queue.push({ item, resolve, reject });
      dispatch();
      return promise;
    },
    async stop() {
      stopping = true;
      dispatch();
      while (runs.size > 0) await Promise.all(runs);
    },
  };
}

const refuse = (code: 'RIEL_STOPPING' | 'RIEL_OVERLOADED', message: string): Promise<never> =>
  Promise.reject(new UnavailableError(code, message));

async function runBatch<Item, Result>(
  entries: readonly Entry<Item, Result>[],
  options: CoalescerOptions<Item, Result>,
): Promise<void> {
  try {
    const results = await runChecked(entries, options);
    for (const [index, { resolve }] of entries.entries()) resolve(results[index] as Result);
  } catch (error) {
    const alone = options.shouldRunAlone?.(error) ?? true;
    if (entries.length === 1 || !alone) {
      for (const { reject } of entries) reject(error);
      return;
    }
    for (const entry of entries) await runBatch([entry], options);
  }
}

async function runChecked<Item, Result>(
  entries: readonly Entry<Item, Result>[],
  options: CoalescerOptions<Item, Result>,
): Promise<readonly Result[]> {
  const results = await options.run(entries.map(({ item }) => item));
  if (results.length !== entries.length) {
    throw new RuntimeError(
      'RIEL_BATCH_RESULTS_MISSING',
      `${results.length} results for ${entries.length} items`,
    );
  }
  return results;
}
