import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { codeOf } from './describe-error.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import type { Started } from './parts.ts';
import { withTimeLimit } from './time-limit.ts';
import { RuntimeError } from './errors.ts';

const BODY_BYTES_MAX = 65_536;
const REQUEST_TIMEOUT_MILLISECONDS = 10_000;
const CHECK_TIMEOUT_MILLISECONDS = 2_000;

/** What a route of the admin server answers: JSON. */
export interface AdminAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A route that a service adds to its admin server. */
export interface AdminRoute {
  readonly method: 'GET' | 'POST';
  /** Exact path. */
  readonly path: string;
  handle(request: AdminRequest): Promise<AdminAnswer>;
}

export interface AdminRequest {
  readonly query: URLSearchParams;
  /** The body as text, at most 64 KiB. */
  readonly body: string;
  readonly authorization: string | null;
}

export type Check = () => boolean | Promise<boolean>;

export interface AdminServerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Whether traffic may be sent here: dependencies reachable, not stopping. */
  readonly isReady: Check;
  /** Whether the process is sound; false asks the platform to restart it. Default: always. */
  readonly isAlive?: Check;
  readonly routes?: readonly AdminRoute[];
}

export interface AdminServer extends Started {
  readonly adminUrl: string;
}

/**
 * Serves `/metrics`, `/health/live`, `/health/ready` and the routes of the service, apart from the
 * API, so that a flood of requests there does not hide the health.
 */
export async function startAdminServer(options: AdminServerOptions): Promise<AdminServer> {
  const routes = [...healthRoutes(options), ...(options.routes ?? [])];
  const server = createServer((request, response) => {
    void answer({ request, response, routes, options });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MILLISECONDS;
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  return {
    adminUrl: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    stop: async () => await close(server),
  };
}

function healthRoutes({ isReady, isAlive }: AdminServerOptions): readonly AdminRoute[] {
  const health = (path: string, check: Check): AdminRoute => ({
    method: 'GET',
    path,
    async handle() {
      const good = await withTimeLimit(
        Promise.try(check),
        CHECK_TIMEOUT_MILLISECONDS,
        () => new RuntimeError('RIEL_CHECK_TIMED_OUT', `${path} took too long`),
      ).catch(() => false);
      return { status: good ? 200 : 503, body: { status: good ? 'up' : 'down' } };
    },
  });
  return [health('/health/live', isAlive ?? (() => true)), health('/health/ready', isReady)];
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly routes: readonly AdminRoute[];
  readonly options: AdminServerOptions;
}

async function answer({ request, response, routes, options }: Exchange): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', 'http://admin');
    if (request.method === 'GET' && url.pathname === '/metrics') {
      const text = await options.metrics.text();
      response.writeHead(200, { 'content-type': options.metrics.contentType }).end(text);
      return;
    }
    const there = routes.filter((each) => each.path === url.pathname);
    const route = there.find((each) => each.method === request.method);
    if (route === undefined) {
      send(response, problemOf(there.length === 0 ? 404 : 405));
      return;
    }
    const body = await readBody(request);
    if (body === null) {
      send(response, problemOf(413));
      return;
    }
    const authorization = request.headers.authorization ?? null;
    send(response, await route.handle({ query: url.searchParams, body, authorization }));
  } catch (error) {
    options.logger.error({ error, code: codeOf(error) }, 'admin request failed');
    if (!response.headersSent) send(response, problemOf(500));
  }
}

function problemOf(status: 404 | 405 | 413 | 500): AdminAnswer {
  const titles = {
    404: 'Not found',
    405: 'Method not allowed',
    413: 'Body too large',
    500: 'Internal error',
  };
  return { status, body: { type: 'about:blank', title: titles[status], status } };
}

function send(response: ServerResponse, { status, body }: AdminAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

async function listen(server: Server, { host, port }: AdminServerOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host, port }, resolve);
  await promise;
  server.off('error', reject);
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}
