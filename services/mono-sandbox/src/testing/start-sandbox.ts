import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '../index.ts';

export const accountId = 'acc_0000000000000000000001';
export const opening = 1_000_000_000_00n;
export const keys = {
  administrator: 'key-administrator',
  preparer: 'key-preparer',
  viewer: 'key-viewer',
};
export const secret = 'whsec_abcdefghijklmnopqrstuvwxyz012345';

type Json = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any -- answers are only compared

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

export interface Sandbox {
  readonly url: string;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  stop(): Promise<void>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly key?: string;
  readonly idempotencyKey?: string;
}

/** A sandbox of its own on a free port; `settings` are environment variables. */
export async function startSandbox(
  settings: Readonly<Record<string, string>> = {},
): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'mono-sandbox-'));
  const write = async (name: string, content: unknown): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, JSON.stringify(content));
    return path;
  };
  const running = await start({
    RIEL_ENV: 'local',
    LOG_LEVEL: 'fatal',
    SANDBOX_API_KEYS_FILE: await write('keys.json', [
      { key: keys.administrator, role: 'Administrator' },
      { key: keys.preparer, role: 'Preparer' },
      { key: keys.viewer, role: 'Viewer' },
    ]),
    SANDBOX_ACCOUNTS_FILE: await write('accounts.json', [
      { id: accountId, name: 'Main', number: '123456789', availableMinorUnits: String(opening) },
      { id: 'acc_0000000000000000000002', name: 'Poor', number: '2', availableMinorUnits: 0 },
    ]),
    SANDBOX_TIME_SPEED: '20',
    SANDBOX_BATCH_SENT_WEBHOOKS: 'false',
    ...settings,
  });
  const url = running.httpUrl ?? '';
  return {
    url,
    async call(method, path, options = {}) {
      const { body, key = keys.administrator, idempotencyKey } = options;
      const headers: Record<string, string> = { authorization: `Bearer ${key}` };
      if (body !== undefined) headers['content-type'] = 'application/json';
      if (idempotencyKey !== undefined) headers['x-idempotency-key'] = idempotencyKey;
      const init = { method, headers, redirect: 'manual' } as const;
      const content = typeof body === 'string' ? body : JSON.stringify(body);
      const answer = await fetch(
        `${url}${path}`,
        body === undefined ? init : { ...init, body: content },
      );
      const text = await answer.text();
      const isJson = answer.headers.get('content-type')?.includes('json') === true;
      return {
        status: answer.status,
        headers: answer.headers,
        body: isJson ? JSON.parse(text) : { text },
      };
    },
    async stop() {
      await running.stop();
      await rm(folder, { recursive: true });
    },
  };
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly raw: Buffer;
  readonly type: string;
  readonly data: Json;
}

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Statuses of the next answers; then 200. */
  readonly statuses: number[];
  close(): Promise<void>;
}

/** A receiver of webhooks that keeps what it got. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const { event } = JSON.parse(raw.toString()) as { event: { type: string; data: Json } };
      received.push({ headers: request.headers, raw, type: event.type, data: event.data });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    received,
    statuses,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A transfer as a request writes it. */
export const transfer = (changes: Json = {}): Json => ({
  amount: { amount: 100_000_000, currency: 'COP' },
  payee: {
    bank_account: { bank_code: '007', number: '123456789', type: 'savings_account' },
    document_number: '1122334455',
    document_type: 'CC',
    name: 'Martina Brooks',
    ...changes['payee'],
  },
  ...Object.fromEntries(Object.entries(changes).filter(([name]) => name !== 'payee')),
});

export const requestOf = (...transfers: Json[]): Json => ({ account_id: accountId, transfers });
