import type { FastifyReply } from 'fastify';
import { MonoProblem, problem } from '../api/mono-error.ts';
import type { FaultRule } from './fault-rule.ts';
import type { Faults, FaultSubject } from './faults.ts';

const errorCodes: Readonly<Record<number, string>> = {
  401: 'missing_authorization_header',
  403: 'not_authorized',
  408: 'request_timeout',
  429: 'too_many_requests',
};

function retryAfter(rule: FaultRule): Readonly<Record<string, string>> {
  const seconds = rule.retryAfterSeconds;
  if (seconds === undefined) return {};
  const date = new Date(Date.now() + seconds * 1_000).toUTCString();
  return { 'retry-after': rule.retryAfterAsDate === true ? date : String(seconds) };
}

/** Ends the connection without an answer. */
export function hangUp(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}

/**
 * The faults that strike before a request had any effect: throws the refusal, or tells that the
 * connection is to be dropped.
 */
export function strikesEarly(faults: Faults, subject: FaultSubject): 'hang-up' | null {
  if (faults.strike('drop-request', subject) !== null) return 'hang-up';
  const rule = faults.strike('refuse', subject);
  if (rule === null) return null;
  const status = rule.status ?? 503;
  const { items } = problem(status, errorCodes[status] ?? 'unavailable', 'Refused on purpose.');
  throw new MonoProblem(status, items, retryAfter(rule));
}
