import type { OutboxRow } from '@riel/outbox';
import type { Caller } from '@riel/schemas';
import type { CommandHash } from '../transfers/acceptance.ts';
import type { Rejection } from '../transfers/rejection.ts';

/** A command that is accepted at most once under its id, which derives from caller and key. */
export interface OnceCommand<Answer> {
  readonly id: string;
  readonly caller: Caller;
  /** The answer if it is accepted now. */
  readonly answer: Answer;
  /** What settings and clock have against it now; empty if nothing. */
  readonly rejections: readonly Rejection[];
  readonly hash: CommandHash;
  /** Whether the hash stored with the first command of this id is that of this very command. */
  readonly isSameAs: (known: CommandHash) => boolean;
  /** The event; null if the rules reject the command, which then can only be a replay. */
  readonly outboxRow: OutboxRow | null;
}
