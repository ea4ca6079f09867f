import type { Executor } from '@riel/database';
import type { FileRing } from '@riel/runtime';
import { readSecretStatuses, type SecretStatus } from '../operations/operations.ts';
import type { DatedSecret } from './webhook-secret-file.ts';

/** A secret that a file holds, and whether it is used. */
export interface RingSecret extends DatedSecret {
  readonly status: SecretStatus;
}

/** Secrets of files, each with its status of the database, which holds on every instance. */
export interface SecretRing {
  /** Newest first. */
  all(): readonly RingSecret[];
  /** Those under which a signature is believed, newest first. */
  active(): readonly RingSecret[];
  /** Reads files and statuses now. */
  refresh(): Promise<void>;
}

interface Joined {
  readonly from: readonly DatedSecret[];
  readonly all: readonly RingSecret[];
  readonly active: readonly RingSecret[];
}

const nothing: Joined = { from: [], all: [], active: [] };

/**
 * Joins files and statuses. Statuses are what was read last: while the database is away a webhook
 * could not be stored anyway.
 */
export async function createSecretRing(
  files: Pick<FileRing<DatedSecret>, 'current' | 'reload'>,
  executor: Executor,
): Promise<SecretRing> {
  let statuses = await readSecretStatuses(executor);
  let joined: Joined = nothing;
  const join = (): Joined => {
    const from = files.current();
    if (joined.from !== from) {
      const all = from.map((one) => ({ ...one, status: statuses.get(one.id) ?? 'active' }));
      joined = { from, all, active: all.filter(({ status }) => status === 'active') };
    }
    return joined;
  };
  return {
    all: () => join().all,
    active: () => join().active,
    async refresh() {
      await files.reload();
      statuses = await readSecretStatuses(executor);
      joined = nothing;
    },
  };
}
