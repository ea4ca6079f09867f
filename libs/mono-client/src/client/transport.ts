import type { AnswerHeaders, MonoFailed } from './outcome.ts';

/** One HTTP request to Mono. */
export interface MonoRequest {
  readonly method: 'GET' | 'POST';
  /** Path with query, from `/v1`. */
  readonly path: string;
  /** Holds the API key: never to be logged. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly signal: AbortSignal | null;
}

/** An answer as it came over the wire. */
export interface TransportAnswer {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly rawBody: Buffer;
  readonly milliseconds: number;
}

/**
 * The way to Mono: undici in production; a scripted one in tests that play a hostile Mono in one
 * process. It never throws for what a network does.
 */
export interface MonoTransport {
  request(request: MonoRequest): Promise<TransportAnswer | MonoFailed>;
  close(): Promise<void>;
}
