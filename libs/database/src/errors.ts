/** A setting of the connection cannot be used; `setting` names it, the value is never repeated. */
export class DatabaseSettingError extends Error {
  readonly code = 'RIEL_DATABASE_SETTING';
  readonly setting: string;

  constructor(setting: string, reason: string) {
    super(`Database setting ${setting}: ${reason}`);
    this.name = 'DatabaseSettingError';
    this.setting = setting;
  }
}

/** A transient failure lasted longer than the limits of the caller; `cause` is the last failure. */
export class DatabaseUnavailableError extends Error {
  readonly code = 'RIEL_DATABASE_UNAVAILABLE';

  constructor(attempts: number, cause: unknown) {
    super(`The database stayed unavailable over ${attempts} attempts`, { cause });
    this.name = 'DatabaseUnavailableError';
  }
}

/** The server could lose a commit that it has confirmed; `setting` names the parameter. */
export class UnsafeServerError extends Error {
  readonly code = 'RIEL_DATABASE_UNSAFE';
  readonly setting: string;

  constructor(setting: string, value: string) {
    super(`PostgreSQL runs with ${setting}=${value}: a confirmed commit could be lost`);
    this.name = 'UnsafeServerError';
    this.setting = setting;
  }
}

/** The database lacks migrations that this version of the code needs. */
export class MigrationsPendingError extends Error {
  readonly code = 'RIEL_MIGRATIONS_PENDING';
  readonly missing: readonly string[];

  constructor(schema: string, missing: readonly string[]) {
    super(`Schema ${schema} lacks the migrations ${missing.join(', ')}: run riel deploy`);
    this.name = 'MigrationsPendingError';
    this.missing = missing;
  }
}

/** Another migration of the same schema held the lock for longer than the limit. */
export class MigrationLockError extends Error {
  readonly code = 'RIEL_MIGRATION_LOCK';

  constructor(schema: string, waitedMilliseconds: number) {
    super(`Another migration of schema ${schema} runs since over ${waitedMilliseconds} ms`);
    this.name = 'MigrationLockError';
  }
}
