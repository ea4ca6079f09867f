/** Codes of the errors of this package. */
export type IdErrorCode = 'RIEL_ID_PART_MALFORMED' | 'RIEL_ID_PARTS_MISSING';

/** Thrown when an id cannot be derived from what was given: a bug of the caller of this package. */
export class IdError extends Error {
  override readonly name = 'IdError';
  readonly code: IdErrorCode;

  constructor(code: IdErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
