import swagger from '@fastify/swagger';
import type { RouteOptions } from 'fastify';
import { scopeAskedBy } from './authenticate.ts';
import { problemSchema } from './common-schemas.ts';
import type { HttpServer } from './http-server.ts';

export interface ApiDescription {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
}

const problemResponse = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: problemSchema } },
};

/** Serves the OpenAPI 3.1 document of all routes registered later at `/openapi.json`. */
export async function serveOpenApi(server: HttpServer, info: ApiDescription): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info,
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
    },
  });
  server.get('/openapi.json', { schema: { hide: true }, config: { isPublic: true } }, () =>
    server.swagger(),
  );
}

/**
 * Says in the document which scope a route asks for, and that its errors are problems, as an
 * `onRoute` hook.
 */
export function describeRoute(route: RouteOptions): void {
  if (route.schema?.hide === true) return;
  const scope = scopeAskedBy(route.onRequest) ?? scopeAskedBy(route.preHandler);
  route.schema = {
    ...route.schema,
    ...(scope === null ? {} : { security: [{ apiKey: [scope] }] }),
    response: {
      '4xx': problemResponse,
      '5xx': problemResponse,
      ...(route.schema?.response as object | undefined),
    },
  };
}
