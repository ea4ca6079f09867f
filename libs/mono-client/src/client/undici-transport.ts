import { Pool } from 'undici';
import { MonoClientError } from '../errors.ts';
import type { MonoFailed } from './outcome.ts';
import type { MonoRequest, MonoTransport, TransportAnswer } from './transport.ts';
import { UndiciExchange } from './undici-exchange.ts';

/** Every limit of the way to Mono, which documents none. Milliseconds, bytes, counts. */
export interface TransportLimits {
  /** Until a connection stands, TLS included. */
  readonly connectTimeoutMilliseconds: number;
  /** From the request to the headers of the answer. */
  readonly headersTimeoutMilliseconds: number;
  /** Between two pieces of the answer's body. */
  readonly bodyTimeoutMilliseconds: number;
  /** For the whole call, waiting for a free connection included. Bounds all the others. */
  readonly totalTimeoutMilliseconds: number;
  readonly connectionsMax: number;
  readonly keepAliveMilliseconds: number;
  /** Longest answer that is read: 500 transfers of a page fit many times. */
  readonly answerBytesMax: number;
}

/** Defaults for production; to be set by the service's configuration. */
export const defaultTransportLimits: TransportLimits = {
  connectTimeoutMilliseconds: 5_000,
  headersTimeoutMilliseconds: 30_000,
  bodyTimeoutMilliseconds: 15_000,
  totalTimeoutMilliseconds: 45_000,
  connectionsMax: 32,
  keepAliveMilliseconds: 4_000,
  answerBytesMax: 16 * 1_024 * 1_024,
};

export interface UndiciTransportOptions {
  /** `https://host`, with or without a path before `/v1`. */
  readonly baseUrl: string;
  readonly limits?: Partial<TransportLimits>;
}

function parseBaseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new MonoClientError('RIEL_MONO_BASE_URL_INVALID', 'baseUrl is no http or https URL');
  }
  return url;
}

/**
 * Requests through a pool of HTTP/1.1 connections, one request at a time on each: nothing is
 * pipelined, retried or redirected, so one call is at most one request on the wire.
 */
export function createUndiciTransport(options: UndiciTransportOptions): MonoTransport {
  const url = parseBaseUrl(options.baseUrl);
  const prefix = url.pathname.replace(/\/+$/, '');
  const limits = { ...defaultTransportLimits, ...options.limits };
  const pool = new Pool(url.origin, {
    connections: limits.connectionsMax,
    pipelining: 1,
    allowH2: false,
    connect: { timeout: limits.connectTimeoutMilliseconds },
    headersTimeout: limits.headersTimeoutMilliseconds,
    bodyTimeout: limits.bodyTimeoutMilliseconds,
    keepAliveTimeout: limits.keepAliveMilliseconds,
  });

  const exchange = (request: MonoRequest): Promise<TransportAnswer | MonoFailed> =>
    new Promise((resolve) => {
      const onAbort = (): void => handler.giveUp('aborted');
      const finish = (end: TransportAnswer | MonoFailed): void => {
        clearTimeout(timer);
        request.signal?.removeEventListener('abort', onAbort);
        resolve(end);
      };
      const handler = new UndiciExchange(finish, limits.answerBytesMax);
      const total = limits.totalTimeoutMilliseconds;
      const timer = setTimeout(() => handler.giveUp('total-timeout'), total);
      if (request.signal?.aborted === true) {
        onAbort();
        return;
      }
      request.signal?.addEventListener('abort', onAbort, { once: true });
      const body = request.body === null ? null : Buffer.from(request.body);
      const { method, headers } = request;
      try {
        pool.dispatch({ method, path: `${prefix}${request.path}`, headers, body }, handler);
      } catch (error) {
        handler.onResponseError(null, error as Error);
      }
    });

  return { request: exchange, close: () => pool.destroy() };
}
