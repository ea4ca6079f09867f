import type { ChildExit, ChildSpec } from './child-spec.ts';

/** What the parent tells its supervisor. */
export type ParentMessage =
  | { readonly kind: 'start'; readonly spec: ChildSpec }
  | { readonly kind: 'stop'; readonly name: string; readonly signal: NodeJS.Signals | null }
  /** Removed at the end with the run folder; for data that cannot lie in it. */
  | { readonly kind: 'own-folder'; readonly path: string }
  /** What stays of the run folder at the end. Without a word it is the logs: the parent has crashed. */
  | { readonly kind: 'keep'; readonly keep: Keep };

export type Keep = 'all' | 'logs' | 'nothing';

/** What the supervisor answers. */
export type SupervisorMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'started'; readonly name: string; readonly pid: number }
  | { readonly kind: 'not-started'; readonly name: string; readonly reason: string }
  | { readonly kind: 'exited'; readonly name: string; readonly exit: ChildExit };
