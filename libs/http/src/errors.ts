import { STATUS_CODES } from 'node:http';

/** Codes of the errors by which this package refuses to start. */
export type HttpErrorCode =
  | 'RIEL_API_KEYS_MISSING'
  | 'RIEL_API_KEYS_UNREADABLE'
  | 'RIEL_API_KEYS_MALFORMED'
  | 'RIEL_ROUTE_UNPROTECTED'
  | 'RIEL_API_KEYS_ABSENT_HERE'
  | 'RIEL_PRINCIPAL_MISSING';

/** Thrown when a server is set up wrongly. The message names files and fields, never a key. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: HttpErrorCode;

  constructor(code: HttpErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** One thing wrong with a request. */
export interface FieldError {
  /** JSON pointer into the body (`/payee/bankCode`), or the name of a header or parameter. */
  readonly field: string;
  readonly in: 'body' | 'query' | 'header' | 'path';
  /** Stable, kebab-case. */
  readonly code: string;
  /** Says what is expected; never repeats the value. */
  readonly message: string;
}

/** Content of a problem (RFC 9457). */
export interface ProblemContent {
  readonly status: number;
  /** Stable, kebab-case: what clients match on. */
  readonly code: string;
  /** The same for every problem of this code. Default: the status's phrase. */
  readonly title?: string;
  /** About this one. Holds no value that the caller sent. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by a route to answer with a problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly content: ProblemContent;

  constructor(content: ProblemContent) {
    super(content.code);
    this.content = content;
  }
}

/** Makes a problem to throw: `throw problem({ status: 404, code: 'not-yet-visible' })`. */
export function problem(content: ProblemContent): ProblemError {
  return new ProblemError(content);
}

/** A problem as it goes out: `application/problem+json`. */
export function problemBody(content: ProblemContent): Record<string, unknown> {
  const { status, code, detail, errors } = content;
  return {
    type: `urn:riel:problem:${code}`,
    title: content.title ?? STATUS_CODES[status] ?? 'Problem',
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
  };
}
