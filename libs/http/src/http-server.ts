import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import {
  fastify,
  type FastifyBaseLogger,
  type FastifyInstance,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
  type RouteOptions,
} from 'fastify';
import type { Logger, Metrics } from '@riel/runtime';
import { createErrorHandler } from './answer-errors.ts';
import type { ApiKeys } from './api-keys.ts';
import { scopeAskedBy } from './authenticate.ts';
import { HttpError } from './errors.ts';
import { createNotFound } from './not-found.ts';
import { createRequestObserver } from './observe-requests.ts';
import { type ApiDescription, describeRoute, serveOpenApi } from './open-api.ts';
import type { Principal } from './principal.ts';
import { createRateLimit, type RateLimit, type TakeToken } from './rate-limit.ts';
import { refuseConnection } from './refuse-connection.ts';
import { createValidatorCompiler } from './validation.ts';
import { refuseZeroBytes } from './zero-bytes.ts';

const LATE_REQUESTS_CHECK_MILLISECONDS = 1_000;

/** A fastify server whose routes are typed by their TypeBox schemas. */
export type HttpServer = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module 'fastify' {
  interface FastifyInstance {
    readonly apiKeys: ApiKeys | null;
    readonly takeToken: TakeToken;
  }
  interface FastifyRequest {
    /** W3C trace context of this request's own span: hand it on. */
    traceparent: string;
    principal: Principal | null;
  }
  interface FastifyContextConfig {
    /** Marks a route that anybody may call. */
    isPublic?: boolean;
  }
}

export interface HttpServerOptions {
  readonly api: ApiDescription;
  readonly logger: Logger;
  /** Longest body that is read; a longer one is answered with 413. */
  readonly bodyLimitBytes: number;
  /** With it, every route must authenticate or say `config: { isPublic: true }`. */
  readonly apiKeys?: ApiKeys;
  readonly metrics?: Metrics;
  readonly rateLimit?: RateLimit;
  /** Longest time to receive a whole request. Default 10 s. */
  readonly requestTimeoutMilliseconds?: number;
  /** Longest silence of a connection while a request is under way. Default 30 s, or the time for a request. */
  readonly connectionTimeoutMilliseconds?: number;
  /** How long an idle connection is kept. Default 60 s, above that of usual load balancers. */
  readonly keepAliveTimeoutMilliseconds?: number;
  /** Level of the line per request. Default info. */
  readonly requestLogLevel?: 'debug' | 'info';
}

/**
 * Makes a server on which a service registers its routes: bodies are JSON only, every error is a
 * problem (RFC 9457), `/openapi.json` describes the routes, `request.traceparent` carries the trace.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { logger, apiKeys } = options;
  const onError = createErrorHandler(logger);
  const requestTimeout = options.requestTimeoutMilliseconds ?? 10_000;
  const server: HttpServer = fastify({
    logger: false,
    bodyLimit: options.bodyLimitBytes,
    requestTimeout,
    // By default Node looks for requests that are late only every 30 s.
    http: {
      requestTimeout,
      headersTimeout: requestTimeout,
      connectionsCheckingInterval: Math.min(requestTimeout, LATE_REQUESTS_CHECK_MILLISECONDS),
    },
    connectionTimeout: options.connectionTimeoutMilliseconds ?? Math.max(30_000, requestTimeout),
    keepAliveTimeout: options.keepAliveTimeoutMilliseconds ?? 60_000,
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error, request, reply) => void onError(error, request, reply),
  }).withTypeProvider<TypeBoxTypeProvider>();
  const notFound = createNotFound();
  const observer = createRequestObserver({
    logger,
    level: options.requestLogLevel ?? 'info',
    ...(options.metrics === undefined ? {} : { metrics: options.metrics }),
  });

  server.decorate('apiKeys', apiKeys ?? null);
  server.decorate('takeToken', createRateLimit(options.rateLimit));
  server.decorateRequest('traceparent', '');
  server.decorateRequest('principal', null);
  server.removeContentTypeParser('text/plain');
  server.setValidatorCompiler(createValidatorCompiler());
  server.setErrorHandler(onError);
  server.setNotFoundHandler((request, reply) => notFound.answer(request, reply));
  server.addHook('onRequest', observer.begin);
  server.addHook('onRequest', refuseZeroBytes);
  server.addHook('onResponse', observer.end);
  server.addHook('onRoute', (route) => {
    if (apiKeys !== undefined) refuseUnprotected(route);
    notFound.note(route);
    describeRoute(route);
  });
  await serveOpenApi(server, options.api);
  return server;
}

function refuseUnprotected(route: RouteOptions): void {
  if (route.config?.isPublic === true) return;
  if (scopeAskedBy(route.onRequest) !== null || scopeAskedBy(route.preHandler) !== null) return;
  throw new HttpError(
    'RIEL_ROUTE_UNPROTECTED',
    `${[route.method].flat().join(',')} ${route.url} neither authenticates nor is it public`,
  );
}
