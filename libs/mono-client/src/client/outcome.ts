import type { MonoError } from '../objects/mono-error.ts';

/** Every way in which a request can end without a whole answer. */
export const monoFailures = [
  'connection-refused',
  'network-unreachable',
  'dns',
  'tls',
  'connect-timeout',
  'reset-before-sent',
  'reset-after-sent',
  'headers-timeout',
  'body-timeout',
  'total-timeout',
  'answer-too-large',
  'protocol',
  'aborted',
  'other',
] as const;

export type MonoFailure = (typeof monoFailures)[number];

/** The headers of an answer that somebody acts on, by lower-case name. */
export type AnswerHeaders = Readonly<
  Partial<Record<'retry-after' | 'content-type' | 'location' | 'x-request-id' | 'date', string>>
>;

/** The body of an answer. A 2xx is parsed as what was asked for, any other status as Mono's error. */
export type MonoBody<T> =
  | { readonly kind: 'parsed'; readonly value: T }
  | { readonly kind: 'mono-error'; readonly error: MonoError }
  /** Not JSON, or not of the form; `problem` names a path, never a value. */
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Mono answered, with whatever status. A redirect is an answer too: it is never followed. */
export interface MonoAnswered<T> {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: MonoBody<T>;
  /** The bytes as they came. They may hold personal data. */
  readonly rawBody: Buffer;
  readonly milliseconds: number;
}

/** There was no whole answer. */
export interface MonoFailed {
  readonly kind: 'failed';
  readonly failure: MonoFailure;
  /**
   * False is proof that not one byte of the request left; true means that all of it was handed to
   * the network; anything else is unknown. Only false allows to say that Mono never saw it.
   */
  readonly requestWasSent: boolean | 'unknown';
  /** Status, if the answer had begun. */
  readonly status: number | null;
  /** Code of the network's or the client's error, such as ECONNRESET. */
  readonly detail: string;
  readonly milliseconds: number;
}

/** What came of one request. Calls give it and do not throw for anything that Mono or a network does. */
export type MonoOutcome<T> = MonoAnswered<T> | MonoFailed;
