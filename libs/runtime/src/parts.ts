import { RuntimeError } from './errors.ts';
import { withTimeLimit } from './time-limit.ts';

const STOP_TIMEOUT_MILLISECONDS = 10_000;

/** Something that runs until it is stopped. Stopping twice is harmless. */
export interface Started {
  stop(): Promise<void>;
}

/** The running parts of a service, stopped in reverse order of their start. */
export interface Parts extends Started {
  /** Starts a part. If that fails, the parts started before are stopped and the error is thrown. */
  start<Part extends Started>(name: string, begin: () => Promise<Part>): Promise<Part>;
  /** Takes over a part that runs already, or just its stop function. */
  add(name: string, part: Started | (() => Promise<void> | void)): void;
}

export interface PartsOptions {
  /** Longest time that one part may take to stop; then the next one is stopped. Default 10 s. */
  readonly stopTimeoutMilliseconds?: number;
}

interface Named {
  readonly name: string;
  readonly stop: () => Promise<void> | void;
}

/**
 * Starts and stops the parts of a service in order. `stop` stops every part even if one fails or
 * hangs, and then throws `RIEL_PART_NOT_STOPPED` naming those, with their errors as causes.
 */
export function createParts(options: PartsOptions = {}): Parts {
  const limit = options.stopTimeoutMilliseconds ?? STOP_TIMEOUT_MILLISECONDS;
  const running: Named[] = [];
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    stopping ??= stopAll(running, limit);
    await stopping;
  };
  return {
    stop,
    add(name, part) {
      const stopPart = typeof part === 'function' ? part : async () => await part.stop();
      running.push({ name, stop: stopPart });
    },
    async start(name, begin) {
      try {
        const part = await begin();
        running.push({ name, stop: async () => await part.stop() });
        return part;
      } catch (error) {
        // What could not start is the news; that something else did not stop is not.
        await stop().catch(() => undefined);
        throw error;
      }
    },
  };
}

async function stopAll(running: readonly Named[], limit: number): Promise<void> {
  const names: string[] = [];
  const errors: unknown[] = [];
  for (const { name, stop } of running.toReversed()) {
    try {
      await withTimeLimit(
        Promise.try(stop),
        limit,
        () => new RuntimeError('RIEL_STOP_TIMED_OUT', `${name} did not stop in ${limit} ms`),
      );
    } catch (error) {
      names.push(name);
      errors.push(error);
    }
  }
  if (names.length === 0) return;
  throw new RuntimeError('RIEL_PART_NOT_STOPPED', `not stopped in order: ${names.join(', ')}`, {
    cause: errors.length === 1 ? errors[0] : new AggregateError(errors),
  });
}
