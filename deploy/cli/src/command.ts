import type { Environment } from '@riel/runtime';

/** Exit codes of `riel`. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/** What a subcommand is given, and all that it may use of the process. */
export interface CommandContext {
  /** Arguments after the name of the subcommand. */
  readonly words: readonly string[];
  readonly environment: Environment;
  readonly print: (line: string) => void;
  /** Draws on the screen of who watches; absent where nobody does. */
  readonly draw?: (text: string) => void;
}

/** A subcommand of `riel`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole help, printed by `riel <name> --help`. */
  readonly help: string;
  /** Resolves to the exit code. Throws UsageError for what was not understood. */
  readonly run: (context: CommandContext) => Promise<number>;
}
