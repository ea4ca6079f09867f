/** Codes of the errors of this package. */
export type MonoClientErrorCode =
  | 'RIEL_MONO_BASE_URL_INVALID'
  | 'RIEL_MONO_SUBMISSION_INVALID'
  | 'RIEL_MONO_REQUEST_INVALID';

/** Thrown for a bug of the caller of this package. What Mono or the network does is a value. */
export class MonoClientError extends Error {
  override readonly name = 'MonoClientError';
  readonly code: MonoClientErrorCode;

  constructor(code: MonoClientErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
