import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { problemBody } from './errors.ts';

const REFUSALS: ReadonlyMap<string, { readonly status: number; readonly code: string }> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', { status: 408, code: 'request-timeout' }],
  ['HPE_HEADER_OVERFLOW', { status: 431, code: 'headers-too-large' }],
]);

/** How long the other side may take to read the answer and close; who never does is cut off. */
const LINGER_MILLISECONDS = 1_000;

/** Answers what is no HTTP request, or never became a whole one, and closes the connection. */
export function refuseConnection(error: { readonly code: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, code } = REFUSALS.get(error.code) ?? { status: 400, code: 'bad-request' };
  const body = JSON.stringify(problemBody({ status, code }));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n` +
      'content-type: application/problem+json\r\n' +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
  setTimeout(() => socket.destroy(), LINGER_MILLISECONDS).unref();
}
