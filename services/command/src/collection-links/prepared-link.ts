import type { CollectionLinkId, Instant, MinorUnits, MonoAccountId } from '@riel/schemas';
import type { OnceCommand } from '../once/once-command.ts';

/** The first answer to a command; it is stored, and given again to every replay. */
export interface LinkAnswer {
  readonly collectionLinkId: CollectionLinkId;
  /** Accepted for creating. The link does not exist yet, and is no payment when it does. */
  readonly status: 'accepted';
  /** ISO 8601, UTC, microseconds. */
  readonly acceptedAt: string;
}

/** A command with all that its rows hold, made before the transaction so that locks are held briefly. */
export interface PreparedLink extends OnceCommand<LinkAnswer> {
  readonly id: CollectionLinkId;
  readonly idempotencyKey: string;
  readonly monoAccountId: MonoAccountId;
  readonly amount: MinorUnits;
  readonly currency: string;
  readonly acceptedAt: Instant;
}
