import { connect, type Socket } from 'node:net';

/** What came back, read no further than a test needs. */
export interface RawAnswer {
  readonly status: number;
  readonly body: string;
  /** Whether the server closed the connection with it. */
  readonly isLast: boolean;
}

/** A connection that sends bytes as they are given; answers come in the order of the requests. */
export interface RawConnection {
  readonly socket: Socket;
  /** Sends bytes that are one whole request and resolves with its answer. Rejects if there is none. */
  send(bytes: Buffer): Promise<RawAnswer>;
  readonly isClosed: boolean;
  close(): void;
}

interface Waiting {
  readonly resolve: (answer: RawAnswer) => void;
  readonly reject: (error: Error) => void;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** The first whole answer in the bytes, and what is left of them; null if there is none yet. */
function readAnswer(bytes: Buffer): { readonly answer: RawAnswer; readonly rest: Buffer } | null {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return null;
  const head = bytes.subarray(0, headEnd).toString('latin1').toLowerCase();
  const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0);
  const bodyStart = headEnd + HEAD_END.length;
  if (bytes.length < bodyStart + length) return null;
  const answer: RawAnswer = {
    status: Number(head.slice(9, 12)),
    body: bytes.subarray(bodyStart, bodyStart + length).toString('utf8'),
    isLast: head.includes('\r\nconnection: close'),
  };
  return { answer, rest: bytes.subarray(bodyStart + length) };
}

/** Opens a connection. */
export async function openRawConnection(httpUrl: string): Promise<RawConnection> {
  const { hostname, port } = new URL(httpUrl);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const opened = Promise.withResolvers<void>();
  const waiting: Waiting[] = [];
  let bytes: Buffer = Buffer.alloc(0);
  let isClosed = false;
  socket.once('connect', () => opened.resolve());
  socket.on('error', (error) => opened.reject(error));
  socket.on('data', (chunk) => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    for (let read = readAnswer(bytes); read !== null; read = readAnswer(bytes)) {
      bytes = read.rest;
      if (read.answer.isLast) isClosed = true;
      waiting.shift()?.resolve(read.answer);
    }
  });
  socket.on('close', () => {
    isClosed = true;
    opened.reject(new Error('the connection was closed'));
    for (const { reject } of waiting.splice(0)) reject(new Error('the connection was closed'));
  });
  await opened.promise;
  return {
    socket,
    get isClosed() {
      return isClosed;
    },
    async send(request) {
      const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
      waiting.push({ resolve, reject });
      socket.write(request);
      return await promise;
    },
    close: () => void socket.destroy(),
  };
}

/** Bytes of a request; a header with an undefined value is left out. */
export function rawRequest(
  body: Buffer,
  headers: Readonly<Record<string, string | undefined>>,
  line = 'POST /v1/webhooks/mono HTTP/1.1',
): Buffer {
  const all = { host: 'webhook', 'content-length': String(body.length), ...headers };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  const head = Buffer.from(`${line}\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return Buffer.concat([head, body]);
}

/**
 * Does work on so many connections at once, each reopened when the server closed it; `next` gives the
 * work until it gives null. The load of fuzzing and of benchmarks.
 */
export async function onConnections<Work>(
  httpUrl: string,
  connectionsCount: number,
  load: {
    readonly next: () => Work | null;
    readonly run: (connection: RawConnection, work: Work) => Promise<void>;
  },
): Promise<void> {
  const drive = async (): Promise<void> => {
    let connection = await openRawConnection(httpUrl);
    for (let work = load.next(); work !== null; work = load.next()) {
      if (connection.isClosed) {
        connection.close();
        connection = await openRawConnection(httpUrl);
      }
      await load.run(connection, work);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connectionsCount }, drive));
}
