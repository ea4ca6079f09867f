import type { FastifyReply, FastifyRequest } from 'fastify';
import { childTraceparent, type Logger, type Metrics, parseTraceparent } from '@riel/runtime';

export interface Observation {
  readonly logger: Logger;
  readonly metrics?: Metrics;
  /** Level of the line per request; a request that failed here (5xx) is a warning anyway. */
  readonly level: 'debug' | 'info';
}

/** Hooks that give each request its trace and record how it ended. */
export interface RequestObserver {
  readonly begin: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  readonly end: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
}

/** Makes the hooks. Lines and labels hold the route's pattern, never the path that was asked. */
export function createRequestObserver({ logger, metrics, level }: Observation): RequestObserver {
  const seconds = metrics?.histogram({
    name: 'riel_http_request_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    labels: ['method', 'route', 'status'],
  });
  return {
    async begin(request, reply) {
      const parent = request.headers['traceparent'];
      request.traceparent = childTraceparent(typeof parent === 'string' ? parent : null);
      reply.header('traceparent', request.traceparent);
      await Promise.resolve();
    },
    async end(request, reply) {
      const { method, principal } = request;
      const route = request.routeOptions.url ?? 'unmatched';
      const status = reply.statusCode;
      seconds?.observe({ method, route, status: String(status) }, reply.elapsedTime / 1000);
      logger[status >= 500 ? 'warn' : level](
        {
          method,
          route,
          status,
          milliseconds: Math.round(reply.elapsedTime),
          traceId: parseTraceparent(request.traceparent)?.traceId,
          caller: principal?.caller,
          keyId: principal?.keyId,
        },
        'request answered',
      );
      await Promise.resolve();
    },
  };
}
