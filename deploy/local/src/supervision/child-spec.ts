/**
 * Children of a later wave are ended first, those of one wave together: services lean on the
 * infrastructure, never the other way round.
 */
export type Wave = 'infrastructure' | 'service';

/** The order in which waves are ended. */
export const endingOrder: readonly Wave[] = ['service', 'infrastructure'];

/** A process that the supervisor starts and ends. */
export interface ChildSpec {
  /** Unique among the running children, such as `kafka`. */
  readonly name: string;
  readonly wave: Wave;
  readonly command: string;
  readonly arguments: readonly string[];
  /** The whole environment; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
  /** Takes standard output and standard error, appended. */
  readonly logFile: string;
  /** The polite way to end it. */
  readonly stopSignal: NodeJS.Signals;
  /** From that signal to SIGKILL. Default: `childStopMilliseconds` of limits.ts. */
  readonly stopLimitMilliseconds?: number;
  /** Runs it as another user; only root can. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** How a child ended: one of both is set. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}
