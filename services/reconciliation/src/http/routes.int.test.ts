import { hash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpServer, startApiKeys, type HttpServer } from '@riel/http';
import { createLogger } from '@riel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import {
  openTestBooks,
  tablesActivated,
  type TestBooks,
} from '../../../../test/support/test-books.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import type { Run } from '../runs/run.ts';
import { openTestBed } from '../testing/open-test-bed.ts';
import type { RunBed } from '../testing/run-bed.ts';
import { addDriftRoutes } from './drift-routes.ts';
import { addImportRoutes } from './import-routes.ts';
import { addProofRoutes } from './proof-routes.ts';
import { addRunRoutes } from './run-routes.ts';

const { schemaRegistryUrl } = stackAddresses();
const ACCOUNT = 'acc_routes0000000000000000';
const OTHER = 'acc_other00000000000000000';
const keys = {
  ops: ['ops', '*'],
  narrow: ['ops', OTHER],
  reader: ['ledger:read', '*'],
} as const;

let database: TestDatabase;
let books: TestBooks;
let bed: RunBed;
let folder: string;
let server: HttpServer;
let stopKeys: () => Promise<void>;
let run: Run;
let driftId: string;

async function openServer(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'riel-routes-'));
  const file = join(folder, 'keys.json');
  const entries = Object.entries(keys).map(([id, [scope, account]]) => ({
    id,
    sha256: hash('sha256', `key-${id}`, 'hex'),
    caller: 'tests',
    scopes: [scope],
    monoAccounts: [account],
  }));
  await writeFile(file, JSON.stringify(entries));
  const logger = createLogger({ service: 'test', level: 'silent' });
  const apiKeys = await startApiKeys({ file, allowOpenAccess: false, logger });
  stopKeys = () => apiKeys.stop();
  const api = { title: 'test', version: '1' };
  server = await createHttpServer({ api, logger, apiKeys, bodyLimitBytes: 65_536 });
  const rules = { lookBackDays: 35, fullSweepDayOfMonth: 1, fullSweepFromDate: '2020-01-01' };
  const ports = {
    runs: bed.ports,
    opening: { ...bed.ports, rules },
    onOpened: () => undefined,
    onEvents: () => undefined,
  };
  addRunRoutes(server, ports);
  addProofRoutes(server, ports);
  addDriftRoutes(server, ports);
  addImportRoutes(server, ports);
  await server.ready();
}

beforeAll(async () => {
  database = await createTestDatabase();
  const addresses = { databaseUrl: database.url, schemaRegistryUrl };
  books = await openTestBooks(addresses);
  bed = await openTestBed({ ...addresses, accountIds: [ACCOUNT, OTHER], books, tablesActivated });
  for (let index = 0; index < 7; index += 1) await bed.settle({ accountId: ACCOUNT });
  const taken = await bed.settle({ accountId: ACCOUNT });
  await bed.deliver(bed.model.takeBack(taken));
  await bed.deliver(bed.model.declineAtDestination(await bed.pay({ accountId: ACCOUNT })));
  await bed.deliver(bed.model.pay(ACCOUNT, 5_000_000n, true));
  bed.model.moveUnseen(ACCOUNT, -1n);
  run = await bed.reconcile(ACCOUNT);
  driftId = run.progress.proof?.aged[0]?.driftId ?? '';
  await openServer();
});

afterAll(async () => {
  await server.close();
  await stopKeys();
  await rm(folder, { recursive: true, force: true });
  await bed.close();
  await books.close();
  await database.drop();
});

const ask = async (
  method: 'GET' | 'POST',
  url: string,
  more: { key?: string; body?: object } = {},
) => {
  const answer = await server.inject({
    method,
    url,
    headers: more.key === undefined ? {} : { authorization: `Bearer key-${more.key}` },
    ...(more.body === undefined ? {} : { payload: more.body }),
  });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
};

const credit = {
  id: 'tx_route',
  monoAccountId: ACCOUNT,
  amount: '5',
  currency: 'COP',
  transactionAt: '2026-03-10T15:00:00Z',
};
const person = { author: 'ana', reason: 'asked the bank' };
/** Every route, what is asked of it, and what a key of another Mono account is told. */
const routes: readonly (readonly ['GET' | 'POST', () => string, object | undefined, number])[] = [
  ['POST', () => '/v1/reconciliations', { monoAccountId: ACCOUNT }, 404],
  ['GET', () => '/v1/reconciliations', undefined, 200],
  ['GET', () => `/v1/reconciliations/${run.runId}`, undefined, 404],
  ['GET', () => `/v1/reconciliations/${run.runId}/report`, undefined, 404],
  ['GET', () => `/v1/reconciliations/${run.runId}/proof/fees/entries`, undefined, 404],
  ['POST', () => `/v1/reconciliations/${run.runId}/recompute`, undefined, 404],
  ['GET', () => '/v1/drift', undefined, 200],
  ['GET', () => `/v1/drift/${driftId}`, undefined, 404],
  ['POST', () => `/v1/drift/${driftId}/resolve`, person, 404],
  ['POST', () => '/v1/report-imports', { author: 'ana', lines: [credit] }, 403],
];

describe('every route', () => {
  it.each(routes)(
    '%s %s wants a key of scope ops that may see the Mono account',
    async (...route) => {
      const [method, url, body, narrow] = route;
      const more = body === undefined ? {} : { body };
      expect((await ask(method, url(), more)).status).toBe(401);
      expect((await ask(method, url(), { ...more, key: 'unknown' })).status).toBe(401);
      expect((await ask(method, url(), { ...more, key: 'reader' })).status).toBe(403);
      const told = await ask(method, url(), { ...more, key: 'narrow' });
      expect(told.status).toBe(narrow);
      expect(JSON.stringify(told.body)).not.toContain(ACCOUNT);
    },
  );

  it('is named here', async () => {
    const { paths } = (await server.inject('/openapi.json')).json<{
      paths: Record<string, Record<string, unknown>>;
    }>();
    const served = Object.entries(paths).flatMap(([path, methods]) =>
      path.startsWith('/v1/') ? Object.keys(methods) : [],
    );
    expect(served).toHaveLength(routes.length);
  });
});

describe('a line of the proof', () => {
  const entriesOf = async (line: string) => {
    const entries: { amount: string; factId: string; entryNumber: number; subject: string }[] = [];
    for (let after: string | null = ''; after !== null;) {
      const url = `/v1/reconciliations/${run.runId}/proof/${line}/entries?limit=2`;
      const { status, body } = await ask('GET', after === '' ? url : `${url}&after=${after}`, {
        key: 'ops',
      });
      expect(status).toBe(200);
      entries.push(...(body['entries'] as typeof entries));
      after = body['next'] as string | null;
    }
    return entries;
  };

  it('lists exactly its entries: they sum to it, and all lines lead to the closing balance', async () => {
    const { proof } = run.progress;
    const names = proof?.lines.map((line) => line.name) ?? [];
    expect(names).toEqual(['credits', 'collections', 'settlements', 'fees', 'iva', 'gmf']);
    const seen = new Set<string>();
    for (const line of proof?.lines ?? []) {
      const entries = await entriesOf(line.name);
      const places = entries.map((one) => `${one.factId}-${one.entryNumber}`);
      expect(new Set(places).size).toBe(line.entries);
      expect(entries.reduce((sum, one) => sum + BigInt(one.amount), 0n)).toBe(line.amount);
      for (const place of places) seen.add(`${line.name} ${place}`);
    }
    expect(seen.size).toBeGreaterThan(30);
    const sum = (proof?.lines ?? []).reduce((total, line) => total + line.amount, 0n);
    expect(sum + (proof?.opening ?? 0n)).toBe(proof?.booked);
  });

  it('lists the same when a fact of its days is booked later', async () => {
    const before = await entriesOf('settlements');
    const late = await bed.pay({ accountId: ACCOUNT });
    const event = bed.model.approve(late);
    const at = (run.progress.proof?.closingAt ?? 0) - 1_000;
    await bed.deliver({ ...event, value: { ...event.value, occurredAt: at } } as typeof event);
    expect(await entriesOf('settlements')).toEqual(before);
  });

  it('that no movement made is empty, and one of no such name is refused', async () => {
    expect(await entriesOf('unmatched')).toEqual([]);
    const url = `/v1/reconciliations/${run.runId}/proof/nothing/entries`;
    expect((await ask('GET', url, { key: 'ops' })).status).toBe(400);
  });
});
