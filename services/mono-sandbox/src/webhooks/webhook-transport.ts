import { Agent } from 'undici';

export interface WebhookPost {
  readonly url: string;
  readonly body: string;
  readonly signature: string;
}

/** Sends one delivery: the status of the answer, or null if there was none in time. Never throws. */
export interface WebhookTransport {
  post(post: WebhookPost): Promise<number | null>;
  close(): Promise<void>;
}

export interface WebhookTransportOptions {
  readonly timeoutMilliseconds: number;
  readonly connectionsMax: number;
}

export function createWebhookTransport(options: WebhookTransportOptions): WebhookTransport {
  const agent = new Agent({
    connections: options.connectionsMax,
    pipelining: 1,
    allowH2: false,
    connect: { timeout: options.timeoutMilliseconds },
    headersTimeout: options.timeoutMilliseconds,
    bodyTimeout: options.timeoutMilliseconds,
  });
  return {
    async post({ url, body, signature }) {
      try {
        const { origin, pathname, search } = new URL(url);
        const answer = await agent.request({
          origin,
          path: `${pathname}${search}`,
          method: 'POST',
          headers: { 'content-type': 'application/json', 'mono-signature': signature },
          body,
        });
        await answer.body.dump();
        return answer.statusCode;
      } catch {
        // Whatever went wrong on the way: for Mono it is an attempt without an answer.
        return null;
      }
    },
    close: () => agent.destroy(),
  };
}
