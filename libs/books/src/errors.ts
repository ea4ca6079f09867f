/** Codes of the errors of this package. */
export type BooksErrorCode = 'RIEL_BOOKS_TABLES_INVALID' | 'RIEL_BOOKS_SUBJECT_UNREADABLE';

/** Thrown when stored or built-in data of the books cannot be used: a bug or damaged data. */
export class BooksError extends Error {
  override readonly name = 'BooksError';
  readonly code: BooksErrorCode;

  constructor(code: BooksErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
