import {
  retryAfterMilliseconds,
  type MonoAnswered,
  type MonoFailed,
  type MonoCollectionLink,
  type MonoFailure,
  type MonoOutcome,
} from '@riel/mono-client';
import type { Refusal } from '../submissions/submission.ts';
import type { OutcomeCode } from './outcome-table.ts';
import { createdLinkOf, type CreatedObject } from '../submissions/created-object.ts';

/** What an attempt came to, without anything personal. */
export interface AttemptResult {
  readonly code: OutcomeCode;
  readonly status: number | null;
  readonly retryAfterMilliseconds: number | null;
  /** Members as Mono answered them, for `created`. */
  readonly created: readonly CreatedObject[];
  readonly refusal: Refusal | null;
}

const byStatus: Readonly<Record<number, OutcomeCode>> = {
  400: 'bad-request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  408: 'request-timeout',
  409: 'conflict',
  422: 'unprocessable',
  429: 'too-many-requests',
};

function codeOfStatus(status: number): OutcomeCode {
  if (status >= 500) return 'server-error';
  if (status >= 300 && status < 400) return 'redirect';
  return byStatus[status] ?? 'other-status';
}

const byFailure: Readonly<Partial<Record<MonoFailure, OutcomeCode>>> = {
  'reset-before-sent': 'reset',
  'reset-after-sent': 'reset',
  'connect-timeout': 'time-out',
  'headers-timeout': 'time-out',
  'body-timeout': 'time-out',
  'total-timeout': 'time-out',
  'answer-too-large': 'answer-too-large',
  protocol: 'bad-protocol',
  tls: 'bad-protocol',
  aborted: 'aborted',
};

function readFailure(failed: MonoFailed): AttemptResult {
  // Only this is proof: whatever the kind of failure is called, a byte that may have left may pay.
  const code =
    failed.requestWasSent === false ? 'not-sent' : (byFailure[failed.failure] ?? 'other-failure');
  return {
    code,
    status: failed.status,
    retryAfterMilliseconds: null,
    created: [],
    refusal: null,
  };
}

const codeForm = /^[\w.:-]{1,100}$/;
const pathForm = /^#?[\w./~[\]-]{0,200}$/;
const ERRORS_KEPT_MAX = 50;

const matching = (text: string | null, form: RegExp): string | null =>
  text !== null && form.test(text) ? text : null;

/** Codes and places of Mono's errors; what is not of their form could be anybody's data. */
function readRefusal(answer: MonoAnswered<unknown>): Refusal | null {
  if (answer.body.kind !== 'mono-error') return null;
  const { id, errors } = answer.body.error;
  return {
    monoLogId: matching(id, codeForm),
    errors: errors.slice(0, ERRORS_KEPT_MAX).map(({ errorCode, path }) => ({
      errorCode: matching(errorCode, codeForm),
      path: matching(path, pathForm),
    })),
  };
}

/** Reads the outcome of a creation. `nowMilliseconds` is for a `Retry-After` that is a date. */
export function readAttempt(
  outcome: MonoOutcome<{ readonly transfers: readonly CreatedObject[] }>,
  nowMilliseconds: number,
): AttemptResult {
  if (outcome.kind === 'failed') return readFailure(outcome);
  const { status, body } = outcome;
  const read = {
    status,
    retryAfterMilliseconds: retryAfterMilliseconds(outcome.headers['retry-after'], nowMilliseconds),
    refusal: readRefusal(outcome),
  };
  if (status < 200 || status >= 300) return { ...read, code: codeOfStatus(status), created: [] };
  return body.kind === 'parsed'
    ? { ...read, code: 'created', created: body.value.transfers }
    : { ...read, code: 'unreadable', created: [] };
}

/** Reads the outcome of the creation of a link: one object, or an answer that cannot be read. */
export function readLinkAttempt(
  outcome: MonoOutcome<MonoCollectionLink>,
  nowMilliseconds: number,
): AttemptResult {
  if (outcome.kind === 'failed') return readFailure(outcome);
  const { body } = outcome;
  if (body.kind !== 'parsed') return readAttempt({ ...outcome, body }, nowMilliseconds);
  const created = createdLinkOf(body.value);
  const read =
    created === null
      ? ({ kind: 'unreadable', problem: 'link' } as const)
      : ({ kind: 'parsed', value: { transfers: [created] } } as const);
  return readAttempt({ ...outcome, body: read }, nowMilliseconds);
}

/** An attempt of which nothing was sent, or of which nothing is known. */
export function attemptWithout(code: 'not-started' | 'lost'): AttemptResult {
  return { code, status: null, retryAfterMilliseconds: null, created: [], refusal: null };
}
