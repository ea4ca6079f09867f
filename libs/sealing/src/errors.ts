/** Codes of the errors of this package. */
export type SealingErrorCode =
  | 'RIEL_KEY_FILE_UNREADABLE'
  | 'RIEL_KEY_FILE_OPEN'
  | 'RIEL_KEY_FILE_MALFORMED'
  | 'RIEL_KEY_UNUSABLE'
  | 'RIEL_KEY_MISSING'
  | 'RIEL_DATA_KEY_EXPIRED'
  | 'RIEL_SIGNED_VALUE_MALFORMED';

/** Thrown by this package. The message names files, fields and key ids, never key material. */
export class SealingError extends Error {
  override readonly name = 'SealingError';
  readonly code: SealingErrorCode;

  constructor(code: SealingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
