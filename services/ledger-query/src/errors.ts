/** Thrown at start when the ledger does not have what is read here. The message names it. */
export class ViewsMissingError extends Error {
  readonly code = 'RIEL_VIEWS_MISSING';

  constructor(views: readonly string[]) {
    super(`the database lacks ${views.join(', ')}: run riel deploy`);
    this.name = 'ViewsMissingError';
  }
}
