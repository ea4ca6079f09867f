import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { problem } from './errors.ts';

/**
 * Refuses U+0000 in path and query, as an `onRequest` hook: no text of PostgreSQL can hold it and no id of
 * ours does, so the database's refusal would be answered as a failure of ours.
 */
export function refuseZeroBytes(
  { url }: FastifyRequest,
  _reply: FastifyReply,
  done: HookHandlerDoneFunction,
): void {
  if (url.includes('%00')) done(problem({ status: 400, code: 'bad-url' }));
  else done();
}
