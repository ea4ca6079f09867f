import type { Database } from '@riel/database';

/** Thrown in the place of a commit: what a process that is killed leaves behind. */
export class KilledError extends Error {
  readonly code = 'RIEL_TEST_KILLED';
}

/** A database whose transactions end before their commit whenever the test says so. */
export function interruptedDatabase(database: Database, shouldKill: () => boolean): Database {
  return {
    ...database,
    transaction: (work, options) =>
      database.transaction(async (transaction, manager) => {
        const result = await work(transaction, manager);
        // What only read has nothing to commit.
        if (options?.readOnly !== true && shouldKill())
          throw new KilledError('killed before the commit');
        return result;
      }, options),
  };
}
