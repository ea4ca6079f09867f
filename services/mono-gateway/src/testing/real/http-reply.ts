import type { ServerResponse } from 'node:http';

/** What is done with the connection of a request. */
export type HttpReply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** As JSON, unless it is a text. */
      readonly body: unknown;
      readonly afterMilliseconds?: number;
    }
  /** Reset, with nothing or with a part of an answer sent before. */
  | { readonly kind: 'reset'; readonly sentBefore: 'nothing' | 'a-part' };

const PART_OF_AN_ANSWER = 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"transfers":[';

export const answerOf = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpReply => ({ kind: 'answer', status, body, headers });

export const errorOf = (
  status: number,
  errorCode: string,
  { path = null, headers = {} }: { path?: string | null; headers?: Record<string, string> } = {},
): HttpReply =>
  answerOf(
    status,
    {
      code: `${status}`,
      id: 'log_0000000000000000000000',
      message: 'no',
      errors: [{ error_code: errorCode, message: 'no', path, url: null }],
    },
    headers,
  );

/** Retry-After in one of its two forms, in a second. */
export const slowDown = (inDateForm: boolean): HttpReply => {
  const value = inDateForm ? new Date(Date.now() + 1_000).toUTCString() : '1';
  return errorOf(429, 'slow_down', { headers: { 'retry-after': value } });
};

/** Does it. A client that has gone hears nothing, which is no error. */
export function deliver(reply: HttpReply, response: ServerResponse): void {
  const { socket } = response;
  if (reply.kind === 'reset') {
    if (socket === null) return;
    if (reply.sentBefore === 'nothing') socket.resetAndDestroy();
    else socket.write(PART_OF_AN_ANSWER, () => socket.resetAndDestroy());
    return;
  }
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  const send = (): void => {
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(text);
  };
  if (reply.afterMilliseconds === undefined) send();
  else setTimeout(send, reply.afterMilliseconds).unref();
}
