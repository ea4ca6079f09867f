/** Thrown when a setting cannot be used. The message names it and never repeats the value. */
export class ReconciliationSettingError extends Error {
  readonly code = 'RIEL_RECONCILIATION_SETTING';

  constructor(setting: string, problem: string) {
    super(`${setting} ${problem}`);
    this.name = 'ReconciliationSettingError';
  }
}

/** Mono did not answer, or not in a way that can be used: the step is tried again. */
export class MonoUnavailableError extends Error {
  readonly code = 'RIEL_MONO_UNAVAILABLE';
  /** How Mono asked to be left alone, in milliseconds; null if it did not say. */
  readonly retryAfterMilliseconds: number | null;

  constructor(what: string, outcome: string, retryAfterMilliseconds: number | null = null) {
    super(`Mono gave no answer to ${what}: ${outcome}`);
    this.name = 'MonoUnavailableError';
    this.retryAfterMilliseconds = retryAfterMilliseconds;
  }
}

/** A run cannot be finished as things stand; another attempt would not change that. */
export class RunImpossibleError extends Error {
  readonly code: string;

  constructor(
    code:
      | 'RIEL_RECONCILIATION_TOO_MANY_MISSING'
      | 'RIEL_RECONCILIATION_NO_TABLES'
      | 'RIEL_RECONCILIATION_LISTING_UNSTABLE',
    message: string,
  ) {
    super(message);
    this.name = 'RunImpossibleError';
    this.code = code;
  }
}

/** What is stored does not have the form in which it was written. */
export class StoredFormError extends Error {
  readonly code = 'RIEL_RECONCILIATION_STORED_FORM';

  constructor(what: string) {
    super(`${what} cannot be read back`);
    this.name = 'StoredFormError';
  }
}
