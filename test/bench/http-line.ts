import { connect, type Socket } from 'node:net';

const STATUS_AT = 'HTTP/1.1 '.length;
const lengthForm = /\r\ncontent-length: (\d+)/i;

/** A connection that is kept, with one request at a time. */
export interface Line {
  send(request: Buffer, dueAt: number): void;
  close(): void;
}

/** Opens a connection that tells the status of each answer. It reads no more of it than it must. */
export async function openLine(
  httpUrl: string,
  onAnswer: (line: Line, status: number, dueAt: number) => void,
): Promise<Line> {
  const { hostname, port } = new URL(httpUrl);
  const socket: Socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const opened = Promise.withResolvers<void>();
  let sentDueAt = 0;
  let text = '';
  let isClosed = false;
  const line: Line = {
    send(request, dueAt) {
      sentDueAt = dueAt;
      socket.write(request);
    },
    close() {
      isClosed = true;
      socket.destroy();
    },
  };
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    const headEnd = text.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    if (text.length < headEnd + 4 + Number(lengthForm.exec(text)?.[1] ?? 0)) return;
    const status = Number(text.slice(STATUS_AT, STATUS_AT + 3));
    text = '';
    onAnswer(line, status, sentDueAt);
  });
  socket.once('connect', () => opened.resolve());
  socket.on('error', (error) => opened.reject(error));
  socket.on('close', () => {
    if (!isClosed) onAnswer(line, 0, sentDueAt);
  });
  await opened.promise;
  return line;
}
