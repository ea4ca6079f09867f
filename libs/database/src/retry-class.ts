/** What to do about an error of the database: try the same work again, or end the process. */
export type RetryClass = 'retry' | 'crash';

/**
 * SQLSTATE codes after which the same work may be tried again, with the reason. What is not listed
 * crashes: a retry of a bug or of a full disk only hides it. A class is two characters.
 *
 * A connection that dies during `commit` leaves it open whether the commit happened, so work that
 * is retried must be idempotent: an offset row, a derived key or a unique event id has to make the
 * second run harmless.
 */
export const retriedSqlStates: Readonly<Record<string, string>> = {
  '08': 'the connection failed; the next attempt takes another one',
  '25P03': 'we were silent for too long in a transaction, the server ended it',
  '25P04': 'the transaction took too long, the server ended it',
  '40001': 'serialisation failure: the work of others came between',
  '40P01': 'deadlock: we were chosen to give way',
  '53300': 'no free connection on the server; others give theirs back',
  '55P03': 'lock time-out: the holder finishes sooner or later',
  '57014': 'statement time-out under load, or an operator cancelled the statement',
  '57P01': 'the server shuts down or an operator ended the connection',
  '57P02': 'another backend crashed, the server restarts',
  '57P03': 'the server starts up or recovers',
  '57P05': 'the server ended an idle session',
};

/** Members of a listed class that crash all the same. */
export const crashedSqlStates: Readonly<Record<string, string>> = {
  '08P01': 'protocol violation: client and server do not speak the same language',
};

/** Codes of Node's sockets and resolver that mean: not reachable now. */
export const retriedSystemCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** The driver's own errors about connections carry no code; these are their texts (pg 8.23.0). */
const retriedMessages: readonly string[] = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Query read timeout',
];

const sqlState = /^[0-9A-Z]{5}$/;
const causesMax = 8;

/** The SQLSTATE of an error or of what caused it, else null. */
export const sqlStateOf = (error: unknown): string | null => {
  for (const link of causes(error)) {
    if (typeof link.code === 'string' && sqlState.test(link.code)) {
      return isSystemCode(link.code) ? null : link.code;
    }
  }
  return null;
};

/** Looks an error up in the table above, also through wrapping errors. */
export const retryClassOf = (error: unknown): RetryClass => {
  for (const link of causes(error)) {
    if (typeof link.code === 'string' && isListed(link.code)) {
      return 'retry';
    }
    if (typeof link.code === 'string' && sqlState.test(link.code)) {
      return 'crash';
    }
    const { message } = link;
    if (
      link.code === undefined &&
      typeof message === 'string' &&
      retriedMessages.some((text) => message.startsWith(text))
    ) {
      return 'retry';
    }
  }
  return 'crash';
};

const isSystemCode = (code: string): boolean => retriedSystemCodes.has(code);

const isListed = (code: string): boolean =>
  isSystemCode(code) ||
  (sqlState.test(code) &&
    crashedSqlStates[code] === undefined &&
    (retriedSqlStates[code] !== undefined || retriedSqlStates[code.slice(0, 2)] !== undefined));

interface ErrorLink {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

function* causes(error: unknown): Generator<ErrorLink> {
  let link: unknown = error;
  for (let depth = 0; depth < causesMax && typeof link === 'object' && link !== null; depth += 1) {
    const current: ErrorLink = link;
    yield current;
    link = current.cause;
  }
}
