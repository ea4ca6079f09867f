import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { transferIdOf } from '@riel/ids';
import { monoSignatureHeader } from '@riel/mono-client';
import type { Caller } from '@riel/schemas';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { startFakeMono, type FakeMono } from '../testing/fake-mono.ts';
import { monoId, transferObject, webhookBody } from '../testing/mono-bodies.ts';
import { openRawConnection, rawRequest } from '../testing/raw-http.ts';
import { startServiceProcess, type ServiceProcess } from '../testing/service-process.ts';
import { createWebhookStack, sendWebhook, type WebhookStack } from '../testing/webhook-stack.ts';
import { openFilesMax } from './connections-max.ts';

// Processes start and end here, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let mono: FakeMono;
let testDatabase: TestDatabase;
let stack: WebhookStack;
let service: ServiceProcess;
const open: Socket[] = [];

beforeAll(async () => {
  mono = await startFakeMono();
  testDatabase = await createTestDatabase();
  const addresses = { ...stackAddresses(), databaseUrl: testDatabase.url, monoBaseUrl: mono.url };
  stack = await createWebhookStack(addresses);
  service = await startServiceProcess({
    ...stack.environment,
    REQUEST_TIMEOUT_MILLISECONDS: '6000',
  });
});

afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

afterAll(async () => {
  await service.stop();
  await testDatabase.drop();
  await stack.remove();
  await mono.stop();
});

const settlement = (): Buffer => {
  const external_id = transferIdOf('demo' as Caller, monoId('key'));
  return Buffer.from(webhookBody('bank_transfer_approved', transferObject({ external_id })));
};

const headersOf = (rawBody: Buffer, secret = stack.secret): Record<string, string> => ({
  'content-type': 'application/json',
  'mono-signature': monoSignatureHeader({
    secret,
    signedAtSeconds: Math.floor(Date.now() / 1_000),
    rawBody,
  }),
});

/** A connection on which nothing is awaited. */
async function openSocket(to: ServiceProcess = service): Promise<Socket> {
  const { hostname, port } = new URL(to.httpUrl);
  const socket = connect({ host: hostname, port: Number(port) });
  open.push(socket);
  socket.on('error', () => undefined);
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once('connect', resolve).once('close', () => resolve());
  await promise;
  return socket;
}

/** What a socket has received by the time at which the server closes it. */
async function receivedBy(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  if (socket.closed) resolve();
  socket.once('close', () => resolve());
  await promise;
  return text;
}

const metric = async (name: string, of: ServiceProcess = service): Promise<number> => {
  const text = await (await fetch(`${of.adminUrl}/metrics`)).text();
  return Number(new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
};

const isServed = async (by: ServiceProcess = service): Promise<boolean> => {
  const body = settlement().toString();
  return (await sendWebhook(by.httpUrl, body, { secret: stack.secret })).status === 200;
};

const openConnections = (of: ServiceProcess): Promise<number> =>
  metric('riel_webhook_open_connections', of);

describe('slow senders', () => {
  it.each([
    ['of a header', 'POST /v1/webhooks/mono HTTP/1.1\r\nhost: x\r\n'],
    ['of a body', null],
  ])('%s are given up with 408, and nobody waits for them', async (_name, start) => {
    const rawBody = settlement();
    const whole = rawRequest(rawBody, headersOf(rawBody));
    const socket = await openSocket();
    const received = receivedBy(socket);
    socket.write(start ?? whole.subarray(0, whole.length - 100));
    const drip = setInterval(() => socket.write(start === null ? ' ' : 'a: b\r\n'), 500);
    expect(await isServed()).toBe(true);
    expect(await received).toMatch(/^HTTP\/1\.1 408 /);
    clearInterval(drip);
  });
});

describe('many connections', () => {
  const soon = { timeout: 120_000, interval: 100 };

  it('half of the open files of a process, silent, do not keep a webhook out', async () => {
    // None of them is given up while the others are being opened, however slow that is.
    const patient = await startServiceProcess({
      ...stack.environment,
      REQUEST_TIMEOUT_MILLISECONDS: '600000',
    });
    const count = Math.min(Math.floor((openFilesMax() ?? 2_048) / 2), 10_000);
    for (let opened = 0; opened < count; opened += 200) {
      const some = Array.from({ length: Math.min(200, count - opened) }, () => openSocket(patient));
      await Promise.all(some);
    }
    await vi.waitFor(
      async () => expect(await openConnections(patient)).toBeGreaterThanOrEqual(count),
      soon,
    );
    expect(await isServed(patient)).toBe(true);
    for (const socket of open.splice(0)) socket.destroy();
    await vi.waitFor(async () => expect(await openConnections(patient)).toBeLessThan(50), soon);
    expect(await isServed(patient)).toBe(true);
    await patient.stop();
  });

  it('that are silent are given up after the time for a request', async () => {
    const sockets = await Promise.all(Array.from({ length: 100 }, () => openSocket()));
    await Promise.all(sockets.map(receivedBy));
    await vi.waitFor(async () => expect(await openConnections(service)).toBeLessThan(50), soon);
    expect(await isServed()).toBe(true);
  });
});

describe('bodies that grow', () => {
  it('a compressed bomb is refused unopened', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, 32));
    expect(bomb.length).toBeLessThan(65_536);
    const before = await metric('process_resident_memory_bytes');
    const connection = await openRawConnection(service.httpUrl);
    for (let round = 0; round < 20; round += 1) {
      const request = rawRequest(bomb, { ...headersOf(bomb), 'content-encoding': 'gzip' });
      expect((await connection.send(request)).status).toBe(415);
    }
    connection.close();
    expect((await metric('process_resident_memory_bytes')) - before).toBeLessThan(100_000_000);
  });

  it('a body without a length is cut off at the limit', async () => {
    const socket = await openSocket();
    const received = receivedBy(socket);
    const headers = { ...headersOf(Buffer.from('x')), 'transfer-encoding': 'chunked' };
    const head = rawRequest(Buffer.alloc(0), { ...headers, 'content-length': undefined });
    socket.write(head);
    const chunk = Buffer.concat([
      Buffer.from('4000\r\n'),
      Buffer.alloc(0x40_00, 32),
      Buffer.from('\r\n'),
    ]);
    for (let sent = 0; sent < 20 && !socket.destroyed; sent += 1) {
      socket.write(chunk);
      await wait(10);
    }
    expect(await received).toMatch(/^HTTP\/1\.1 413 /);
    expect(await isServed()).toBe(true);
  });
});

describe('pipelining', () => {
  it('answers each request in order, whatever stands between them', async () => {
    const connection = await openRawConnection(service.httpUrl);
    const requests = Array.from({ length: 300 }, (_, index) => {
      const rawBody = settlement();
      const isForged = index % 3 === 0;
      const secret = isForged ? 'whsec_of_somebody_else' : stack.secret;
      return {
        bytes: rawRequest(rawBody, headersOf(rawBody, secret)),
        status: isForged ? 401 : 200,
      };
    });
    const answers = await Promise.all(requests.map(({ bytes }) => connection.send(bytes)));
    expect(answers.map(({ status }) => status)).toEqual(requests.map(({ status }) => status));
    connection.close();
  });
});
