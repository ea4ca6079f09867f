import swagger from '@fastify/swagger';
import type { RouteOptions } from 'fastify';
import { scopeAskedBy } from './authenticate.ts';
import type { HttpServer } from './http-server.ts';

export interface ApiDescription {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
}

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

/** Says in the document which scope a route asks for, as an `onRoute` hook. */
export function describeSecurity(route: RouteOptions): void {
  const scope = scopeAskedBy(route.onRequest) ?? scopeAskedBy(route.preHandler);
  if (scope === null) return;
  route.schema = { ...route.schema, security: [{ apiKey: [scope] }] };
}
