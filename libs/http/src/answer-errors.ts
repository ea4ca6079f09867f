import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { codeOf, type Logger, UnavailableError } from '@riel/runtime';
import { problemBody, type ProblemContent, ProblemError } from './errors.ts';
import { fieldErrorsOf } from './validation.ts';

/** What the framework refuses by itself, as problems. */
const FRAMEWORK: ReadonlyMap<string, Omit<ProblemContent, 'headers'>> = new Map([
  ['FST_ERR_CTP_BODY_TOO_LARGE', { status: 413, code: 'body-too-large' }],
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', { status: 415, code: 'unsupported-media-type' }],
  ['FST_ERR_CTP_EMPTY_JSON_BODY', { status: 400, code: 'malformed-json' }],
  ['FST_ERR_CTP_INVALID_JSON_BODY', { status: 400, code: 'malformed-json' }],
  ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', { status: 400, code: 'bad-request' }],
  ['FST_ERR_HANDLER_TIMEOUT', { status: 503, code: 'timed-out' }],
  ['FST_ERR_BAD_URL', { status: 400, code: 'bad-url' }],
  ['FST_ERR_ASYNC_CONSTRAINT', { status: 400, code: 'bad-request' }],
]);

/** Sends a problem. */
export function sendProblem(reply: FastifyReply, content: ProblemContent): FastifyReply {
  return reply
    .code(content.status)
    .headers({ ...content.headers })
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(problemBody(content));
}

/** Answers every error with a problem; what is nobody's fault but ours is logged, not told. */
export function createErrorHandler(logger: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const content = contentOf(error);
    if (content.status >= 500) {
      const route = request.routeOptions.url ?? 'unmatched';
      const level = content.status === 500 ? 'error' : 'warn';
      logger[level]({ error, code: codeOf(error), route }, 'request failed');
    }
    return sendProblem(reply, content);
  };
}

function contentOf(error: unknown): ProblemContent {
  if (error instanceof ProblemError) return error.content;
  if (error instanceof UnavailableError) return unavailable(error);
  if (isValidationError(error)) {
    return {
      status: 400,
      code: 'validation-failed',
      title: 'The request is not valid',
      errors: fieldErrorsOf(error.validation, error.validationContext),
    };
  }
  const known = FRAMEWORK.get(codeOf(error) ?? '');
  if (known !== undefined) return known;
  return statusOf(error) === 400
    ? { status: 400, code: error instanceof SyntaxError ? 'malformed-json' : 'bad-request' }
    : { status: 500, code: 'internal-error' };
}

function unavailable({ code, status, retryAfterSeconds }: UnavailableError): ProblemContent {
  return {
    status,
    code: code.slice('RIEL_'.length).toLowerCase().replaceAll('_', '-'),
    headers: { 'retry-after': String(retryAfterSeconds) },
  };
}

type ValidationError = FastifyError & { validation: NonNullable<FastifyError['validation']> };

function isValidationError(error: unknown): error is ValidationError {
  return error instanceof Error && Array.isArray(Reflect.get(error, 'validation'));
}

function statusOf(error: unknown): unknown {
  return error instanceof Error ? Reflect.get(error, 'statusCode') : undefined;
}
