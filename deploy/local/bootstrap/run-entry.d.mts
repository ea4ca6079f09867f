/** What `run-entry.mjs` exports. */
export interface RunEntryOptions {
  readonly root: string;
  readonly entry: {
    readonly file: string;
    readonly arguments: readonly string[];
    readonly startsStack: boolean;
    readonly cachesCode: boolean;
  };
  readonly rest: readonly string[];
}

export function runEntry(options: RunEntryOptions): Promise<number>;
