import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a fake Mono answers. */
export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Answers a request by its URL; the key is the one that was sent. */
export type FakeHandler = (url: URL, apiKey: string) => FakeAnswer | Promise<FakeAnswer>;

/** A stand-in for Mono's API that answers what a test says. */
export interface FakeMono {
  readonly url: string;
  /** How it answers from now on. */
  answer(handler: FakeHandler): void;
  /** Every request so far: path with query. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

/** A page as Mono lists transfers. */
export const pageOf = (transfers: readonly unknown[], totalPages = 1): FakeAnswer => ({
  body: {
    pagination: {
      page_number: 1,
      page_size: 500,
      total_items: transfers.length,
      total_pages: totalPages,
    },
    transfers,
  },
});

/** Starts it; at first it lists nothing. */
export async function startFakeMono(): Promise<FakeMono> {
  let handler: FakeHandler = () => pageOf([]);
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://mono');
    requests.push(`${url.pathname}${url.search}`);
    const key = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const reply = async (): Promise<void> => {
      const { status = 200, headers, body } = await handler(url, key);
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    };
    void reply();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer(next) {
      handler = next;
    },
    requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
