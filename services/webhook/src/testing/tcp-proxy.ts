import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a server that can be cut: what lies behind it seems to be away. */
export interface TcpProxy {
  readonly port: number;
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it in front of a server; `isOpen: false` starts it cut. */
export async function startTcpProxy(target: {
  readonly host: string;
  readonly port: number;
  readonly isOpen?: boolean;
}): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ host: target.host, port: target.port });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const listen = async (port: number): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
    await promise;
    server.off('error', reject);
  };
  const cut = async (): Promise<void> => {
    if (!server.listening) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
    await promise;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  if (target.isOpen === false) await cut();
  return { port, cut, restore: () => listen(port), stop: cut };
}
