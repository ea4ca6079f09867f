import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from './listen.ts';
import { testServer } from './testing/test-server.ts';

const open = { config: { isPublic: true } };

/** Sends bytes and reads until the server closes the connection. */
async function exchange(httpUrl: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(httpUrl).port), '127.0.0.1');
  socket.write(bytes);
  const chunks: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test('what is no HTTP gets a problem and a closed connection', async () => {
  const { server } = await testServer(onTestFinished);
  const { httpUrl } = await listen(server, { host: '127.0.0.1', port: 0 });
  const answer = await exchange(httpUrl, 'c4n4ry\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(answer).toContain('content-type: application/problem+json');
  expect(answer).toContain('"code":"bad-request"');
  expect(answer).not.toContain('c4n4ry');
});

test('headers without end are refused', async () => {
  const { server } = await testServer(onTestFinished);
  const { httpUrl } = await listen(server, { host: '127.0.0.1', port: 0 });
  const answer = await exchange(httpUrl, `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`);
  expect(answer).toContain('"code":"headers-too-large"');
});

test('a request that does not arrive in time gets a problem', async () => {
  const { server } = await testServer(onTestFinished, { requestTimeoutMilliseconds: 100 });
  server.post('/v1/things', open, () => ({}));
  const { httpUrl } = await listen(server, { host: '127.0.0.1', port: 0 });
  const half =
    'POST /v1/things HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{"a"';
  const answer = await exchange(httpUrl, half);
  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(answer).toContain('"code":"request-timeout"');
});

test('a connection that says nothing and reads nothing is cut off', async () => {
  const { server } = await testServer(onTestFinished, { requestTimeoutMilliseconds: 100 });
  const { httpUrl } = await listen(server, { host: '127.0.0.1', port: 0 });
  const closed = Promise.withResolvers<void>();
  server.server.on('connection', (socket) => socket.once('close', () => closed.resolve()));
  // It is never read, so the end of the answer is not noticed and the connection not closed by it.
  const silent = connect(Number(new URL(httpUrl).port), '127.0.0.1');
  onTestFinished(() => void silent.destroy());
  await closed.promise;
  expect(silent.readableEnded).toBe(false);
});

test('stop waits for the open request, and not for the connection to be given up', async () => {
  const { server } = await testServer(onTestFinished);
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  server.get('/v1/slow', open, async () => {
    begun.resolve();
    await gate.promise;
    return { slow: true };
  });
  const listening = await listen(server, { host: '127.0.0.1', port: 0 });
  const answer = fetch(`${listening.httpUrl}/v1/slow`);
  await begun.promise;
  const stopped = listening.stop();
  gate.resolve();
  expect(await (await answer).json()).toEqual({ slow: true });
  const before = performance.now();
  await stopped;
  expect(performance.now() - before).toBeLessThan(5_000);
  await expect(fetch(listening.httpUrl)).rejects.toThrow('fetch failed');
});
