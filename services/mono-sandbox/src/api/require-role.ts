import type { FastifyReply, FastifyRequest } from 'fastify';
import type { World } from '../core/world.ts';
import type { Role } from './api-keys.ts';

/** A hook that lets only keys of these roles pass, before the body is even read. */
export function requireRole(world: World, allowed: readonly Role[]) {
  return (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
    try {
      world.apiKeys.require(request.headers.authorization, allowed);
      done();
    } catch (error) {
      done(error as Error);
    }
  };
}
