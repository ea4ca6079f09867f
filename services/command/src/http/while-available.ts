import { retryClassOf } from '@riel/database';
import { problem } from '@riel/http';
import { codeOf, type Logger } from '@riel/runtime';

const RETRY_AFTER_SECONDS = 1;

/**
 * Runs work of a request; a passing failure of the database becomes a 503 that says when to come again.
 * The same key is safe to send then, whether or not the work was committed.
 */
export async function whileAvailable<T>(logger: Logger, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (retryClassOf(error) === 'crash') throw error;
    logger.warn({ error, code: codeOf(error) }, 'the database is not available');
    throw problem({
      status: 503,
      code: 'temporarily-unavailable',
      detail: 'Send the same request again under the same key.',
      headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
    });
  }
}
