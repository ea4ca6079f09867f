import { type Child, startChild } from './child.ts';
import { endingOrder, type ChildExit, type ChildSpec } from './child-spec.ts';
import type { RecordedProcess } from './run-record.ts';

export interface ChildTableOptions {
  /** Called when the set of running children has changed. */
  readonly onChange: (running: readonly RecordedProcess[]) => void;
  readonly onExit: (name: string, exit: ChildExit) => void;
}

/** The running children of one run. */
export interface ChildTable {
  /** Starts a child and answers with its process id. Refuses once ending has begun. */
  start(spec: ChildSpec): Promise<number>;
  /** Ends one child; does nothing if it does not run. */
  stop(name: string, signal: NodeJS.Signals | null): Promise<void>;
  /** Ends all, wave by wave, also those that are just being started. */
  endAll(): Promise<void>;
}

export function createChildTable(options: ChildTableOptions): ChildTable {
  const running = new Map<string, Child>();
  const starting = new Set<Promise<unknown>>();
  let isEnding = false;

  const changed = (): void => options.onChange([...running.values()].map((child) => child.record));

  async function begin(spec: ChildSpec): Promise<number> {
    const child = await startChild(spec);
    running.set(spec.name, child);
    changed();
    void reportExit(child);
    return child.record.pid;
  }

  async function reportExit(child: Child): Promise<void> {
    const exit = await child.exited;
    running.delete(child.spec.name);
    changed();
    options.onExit(child.spec.name, exit);
  }

  return {
    start: async (spec) => {
      if (isEnding) throw new Error('The run is ending');
      if (running.has(spec.name)) throw new Error('A child of that name runs already');
      const begun = begin(spec);
      starting.add(begun);
      return begun.finally(() => starting.delete(begun));
    },
    stop: async (name, signal) => running.get(name)?.stop(signal),
    endAll: async () => {
      isEnding = true;
      await Promise.allSettled(starting);
      for (const wave of endingOrder) {
        const members = [...running.values()].filter((child) => child.spec.wave === wave);
        await Promise.all(members.map((child) => child.stop(null)));
      }
    },
  };
}
