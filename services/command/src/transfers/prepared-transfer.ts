import type { OutboxRow } from '@riel/outbox';
import type { Instant, MonoAccountId } from '@riel/schemas';
import type { Candidate } from './acceptance.ts';

/** Where a command came in. */
export type Door = 'http' | 'kafka';

/** A command with all that its rows hold, made before the transaction so that locks are held briefly. */
export interface PreparedTransfer extends Candidate {
  readonly idempotencyKey: string;
  readonly monoAccountId: MonoAccountId;
  readonly requestedRail: string | null;
  readonly door: Door;
  readonly acceptedAt: Instant;
  /** The signed event; null if the rules reject the command, which then can only be a replay. */
  readonly outboxRow: OutboxRow | null;
}
