import type { Database } from '@riel/database';
import type { Instant } from '@riel/schemas';
import {
  lockSecretChanges,
  readSecretStatuses,
  recordOperation,
  type Operation,
} from '../operations/operations.ts';
import type { SecretRing } from './secret-ring.ts';

/** A wish to use a secret or to use it no longer. */
export interface SecretChange extends Omit<Operation, 'action' | 'outcome'> {
  readonly action: 'activate' | 'retire';
  /** Retires even the last active secret: from then on every webhook is refused. */
  readonly isForced: boolean;
}

/** What came of it. */
export type ChangedSecret = 'done' | 'unknown-secret' | 'last-active-secret';

/** What changing needs. */
export interface ChangePorts {
  readonly database: Database;
  readonly ring: SecretRing;
  readonly now: () => Instant;
}

/**
 * Changes the status of a secret on every instance. The last active one stays, unless forced: without
 * any, every webhook is refused, and Mono gives up after 8.4 hours.
 */
export async function changeSecret(
  { database, ring, now }: ChangePorts,
  change: SecretChange,
): Promise<ChangedSecret> {
  await ring.refresh();
  const held = ring.all().map(({ id }) => id);
  if (!held.includes(change.target)) return 'unknown-secret';
  const outcome = await database.transaction(async (transaction): Promise<ChangedSecret> => {
    await lockSecretChanges(transaction);
    const statuses = await readSecretStatuses(transaction);
    const left = held.filter((id) => id !== change.target && statuses.get(id) !== 'retired');
    if (change.action === 'retire' && left.length === 0 && !change.isForced) {
      return 'last-active-secret';
    }
    const { isForced: _, ...operation } = change;
    await recordOperation(transaction, { ...operation, outcome: 'done' }, now());
    return 'done';
  });
  await ring.refresh();
  return outcome;
}
