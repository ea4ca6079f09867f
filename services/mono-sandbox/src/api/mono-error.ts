import { STATUS_CODES } from 'node:http';

/** One error of Mono's envelope. `path` points into the request: `#/transfers/3/amount`. */
export interface ErrorItem {
  readonly errorCode: string;
  readonly message: string;
  readonly path: string | null;
}

/** An answer that is not 2xx, thrown by routes and written as Mono's envelope. */
export class MonoProblem extends Error {
  override readonly name = 'MonoProblem';
  readonly status: number;
  readonly items: readonly ErrorItem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    items: readonly ErrorItem[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(`Mono answers ${status}`);
    this.status = status;
    this.items = items;
    this.headers = headers;
  }
}

/** A problem with one error and no place in the request. */
export function problem(status: number, errorCode: string, message: string): MonoProblem {
  return new MonoProblem(status, [{ errorCode, message, path: null }]);
}

/** Mono's error envelope. Its `code` is the status line as text, not a machine code. */
export function errorEnvelope(id: string, status: number, items: readonly ErrorItem[]): object {
  return {
    code: `${status} ${STATUS_CODES[status] ?? 'Error'}`,
    errors: items.map(({ errorCode, message, path }) => ({
      error_code: errorCode,
      message,
      path,
      url: null,
    })),
    id,
    message: status === 422 || status === 400 ? 'Validation errors' : 'Request failed',
  };
}
