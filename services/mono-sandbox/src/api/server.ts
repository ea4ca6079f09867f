import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from '@riel/runtime';
import { accountRoutes } from '../accounts/routes.ts';
import { adminRoutes } from '../admin/routes.ts';
import { collectionRoutes } from '../collections/routes.ts';
import type { World } from '../core/world.ts';
import { transferRoutes } from '../transfers/routes.ts';
import { createIdempotencyKeys } from './idempotency.ts';
import { errorEnvelope, MonoProblem, problem } from './mono-error.ts';

/** What Fastify itself refuses, such as a body that is too long, in Mono's terms. */
function problemOf(error: unknown): MonoProblem {
  if (error instanceof MonoProblem) return error;
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return problem(status, 'invalid_format', 'The request cannot be read.');
  }
  return problem(500, 'internal_error', 'Server failure.');
}

/** The HTTP side: Mono's endpoints with Mono's error envelope, and the sandbox's own switches. */
export async function createServer(world: World, logger: Logger): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: world.settings.SANDBOX_BODY_BYTES_MAX,
    forceCloseConnections: true,
  });
  app.removeAllContentTypeParsers();
  // The raw bytes are kept: they are what the idempotency key is bound to.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, request, reply) => {
    const { status, items, headers } = problemOf(error);
    if (status === 500 && !(error instanceof MonoProblem)) {
      logger.error({ error, method: request.method }, 'request failed');
    }
    const body = errorEnvelope(world.newId('log'), status, items);
    return reply.code(status).headers(headers).send(body);
  });
  app.setNotFoundHandler(() => {
    throw problem(404, 'item_not_found', 'The path does not exist.');
  });
  const keys = createIdempotencyKeys(world.settings.SANDBOX_IDEMPOTENCY_KEYS_MAX);
  transferRoutes(world, keys)(app);
  accountRoutes(world)(app);
  collectionRoutes(world, keys)(app);
  adminRoutes(world)(app);
  await app.ready();
  return app;
}
