/** What `file-lock.mjs` exports. */
export interface FileLockOptions {
  readonly waitMillisecondsMax: number;
  /** Called once if somebody else holds the lock. */
  readonly onWait?: (ownerPid: number) => void;
}

/** Thrown with code RIEL_LOCAL_LOCK_TIMEOUT when the lock was not free in time. */
export class LockTimeoutError extends Error {
  code: 'RIEL_LOCAL_LOCK_TIMEOUT';
}

export function withFileLock<T>(
  path: string,
  options: FileLockOptions,
  work: () => Promise<T>,
): Promise<T>;
