import type { FastifyRequest } from 'fastify';
import { problem } from './errors.ts';

/**
 * Refuses U+0000 in path and query, as an `onRequest` hook: no text of PostgreSQL can hold it and no id of
 * ours does, so the database's refusal would be answered as a failure of ours.
 */
export async function refuseZeroBytes({ url }: FastifyRequest): Promise<void> {
  if (url.includes('%00')) throw problem({ status: 400, code: 'bad-url' });
  await Promise.resolve();
}
