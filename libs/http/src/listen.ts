import type { AddressInfo } from 'node:net';
import type { Started } from '@riel/runtime';
import type { HttpServer } from './http-server.ts';

const IDLE_CONNECTIONS_CHECK_MILLISECONDS = 50;

export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface Listening extends Started {
  readonly httpUrl: string;
}

/** Opens the port. `stop` takes no new request and waits for the open ones to be answered. */
export async function listen(server: HttpServer, options: ListenOptions): Promise<Listening> {
  await server.listen({ host: options.host, port: options.port });
  const { port } = server.server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    httpUrl: `http://${host}:${port}`,
    stop: async () => await close(server),
  };
}

async function close(server: HttpServer): Promise<void> {
  // Node closes idle connections once. One that is answered later would be kept alive, and the
  // server open with it, until the client or the time-out ends it.
  const timer = setInterval(
    () => server.server.closeIdleConnections(),
    IDLE_CONNECTIONS_CHECK_MILLISECONDS,
  );
  try {
    await server.close();
  } finally {
    clearInterval(timer);
  }
}
