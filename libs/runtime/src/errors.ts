/** Codes of the errors of this package. */
export type RuntimeErrorCode =
  | 'RIEL_CONFIGURATION'
  | 'RIEL_FILE_RING'
  | 'RIEL_LOG_FIELD_FORBIDDEN'
  | 'RIEL_PART_NOT_STOPPED'
  | 'RIEL_STOP_TIMED_OUT'
  | 'RIEL_STOPPED_BY_ITSELF'
  | 'RIEL_OVERLOADED'
  | 'RIEL_STOPPING'
  | 'RIEL_BATCH_RESULTS_MISSING'
  | 'RIEL_NOT_AN_ERROR'
  | 'RIEL_CHECK_TIMED_OUT'
  | 'RIEL_THREAD_ENDED';

/** Thrown by this package. The message names settings and parts, never their values. */
export class RuntimeError extends Error {
  override readonly name: string = 'RuntimeError';
  readonly code: RuntimeErrorCode;

  constructor(code: RuntimeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Thrown when a service takes no more work at present. An HTTP server answers with `status`. */
export class UnavailableError extends RuntimeError {
  override readonly name = 'UnavailableError';
  readonly status = 503;
  readonly retryAfterSeconds = 1;
}
