import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { LogLevel } from '@riel/runtime';
import { LedgerError } from '../errors.ts';
import type { EntryBatch } from './entry-relay.ts';

/** What the thread needs to encode and send. */
export interface PublisherTask {
  readonly brokers: readonly string[];
  readonly schemaRegistryUrl: string;
  readonly logLevel: LogLevel;
  /** Partitions of riel.ledger-entries.v1. */
  readonly partitionsCount: number;
}

/** What the thread is told. */
export type PublisherOrder =
  | { readonly kind: 'publish'; readonly number: number; readonly batches: readonly EntryBatch[] }
  | { readonly kind: 'stop' };

/** What the thread says. */
export type PublisherAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'published'; readonly number: number }
  | { readonly kind: 'failed'; readonly number: number; readonly message: string };

export interface PublisherThread {
  /** Resolves when the broker has acknowledged all entries. */
  publish(batches: readonly EntryBatch[]): Promise<void>;
  /** Lets the running request end. */
  stop(): Promise<void>;
}

/** Old objects of the thread; it holds what one round relays. */
const OLD_MEGABYTES_MAX = 64;
const YOUNG_MEGABYTES_MAX = 12;

/**
 * Encodes and sends entries in a thread of its own, so that the core that books is not the one that
 * relays. Rejects if the thread cannot start; one that ends later by itself is told to `onFatal`.
 */
export const startPublisherThread = async (
  workerData: PublisherTask,
  onFatal: (error: unknown) => void,
  program: URL = new URL('./publisher-worker.ts', import.meta.url),
): Promise<PublisherThread> => {
  const worker = new Worker(program, {
    workerData,
    resourceLimits: {
      maxOldGenerationSizeMb: OLD_MEGABYTES_MAX,
      maxYoungGenerationSizeMb: YOUNG_MEGABYTES_MAX,
    },
  });
  // Its first word is that it is ready; an error in its start rejects.
  await once(worker, 'message');
  const waiting = new Map<number, PromiseWithResolvers<void>>();
  let number = 0;
  let isStopping = false;
  worker.on('message', (answer: PublisherAnswer) => {
    if (answer.kind === 'ready') {
      return;
    }
    const caller = waiting.get(answer.number);
    waiting.delete(answer.number);
    if (answer.kind === 'published') {
      caller?.resolve();
    } else {
      caller?.reject(new LedgerError('RIEL_ENTRIES_NOT_SENT', answer.message));
    }
  });
  worker.on('error', onFatal);
  worker.on('exit', () => {
    const error = new LedgerError('RIEL_ENTRIES_NOT_SENT', 'the publisher of entries has ended');
    waiting.forEach(({ reject }) => reject(error));
    if (!isStopping) {
      onFatal(error);
    }
  });
  const tell = (order: PublisherOrder): void => worker.postMessage(order, []);
  return {
    publish: (batches) => {
      const caller = Promise.withResolvers<void>();
      number += 1;
      waiting.set(number, caller);
      tell({ kind: 'publish', number, batches });
      return caller.promise;
    },
    stop: async () => {
      isStopping = true;
      const ended = once(worker, 'exit');
      tell({ kind: 'stop' });
      await ended;
    },
  };
};
