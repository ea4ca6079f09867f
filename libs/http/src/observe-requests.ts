import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { childTraceparent, type Logger, type Metrics, parseTraceparent } from '@riel/runtime';

export interface Observation {
  readonly logger: Logger;
  readonly metrics?: Metrics;
  /** Level of the line per request; a request that failed here (5xx) is a warning anyway. */
  readonly level: 'debug' | 'info';
}

// With a callback: a hook that is a promise costs each request some turns of the event loop.
type RequestHook = (
  request: FastifyRequest,
  reply: FastifyReply,
  done: HookHandlerDoneFunction,
) => void;

/** Hooks that give each request its trace and record how it ended. */
export interface RequestObserver {
  readonly begin: RequestHook;
  readonly end: RequestHook;
}

/** Makes the hooks. Lines and labels hold the route's pattern, never the path that was asked. */
export function createRequestObserver({ logger, metrics, level }: Observation): RequestObserver {
  const seconds = metrics?.histogram({
    name: 'riel_http_request_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    labels: ['method', 'route', 'status'],
  });
  return {
    begin(request, reply, done) {
      const parent = request.headers['traceparent'];
      request.traceparent = childTraceparent(typeof parent === 'string' ? parent : null);
      reply.header('traceparent', request.traceparent);
      done();
    },
    end(request, reply, done) {
      const { method, principal } = request;
      const route = request.routeOptions.url ?? 'unmatched';
      const status = reply.statusCode;
      seconds?.observe({ method, route, status: String(status) }, reply.elapsedTime / 1000);
      const lineLevel = status >= 500 ? 'warn' : level;
      if (logger.isEnabled(lineLevel)) {
        logger[lineLevel](
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
      }
      done();
    },
  };
}
