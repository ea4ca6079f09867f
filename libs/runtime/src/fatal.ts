import { RuntimeError } from './errors.ts';

/**
 * Ends the process because of an error that nobody can handle here: a consumer that crashed, a log
 * that was cut. `runService` logs it, stops the parts in order within the time limit and exits
 * with status 1, so that the platform starts the service anew.
 */
export function fatal(error: unknown): void {
  const thrown =
    error instanceof Error
      ? error
      : new RuntimeError('RIEL_NOT_AN_ERROR', 'something was thrown that is not an error');
  // Thrown outside of every promise and handler, it reaches the process and cannot be swallowed.
  setImmediate(() => {
    throw thrown;
  });
}
