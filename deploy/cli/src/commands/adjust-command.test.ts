import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { runRiel } from '../run-riel.ts';
import { startStubService } from '../testing/stub-service.ts';
import type { StubService } from '../testing/stub-service.ts';

import { adjustCommand } from './adjust-command.ts';

const wish = { reason: 'bank charge', postings: [{ account: 'a:b', amount: '5' }] };
let service: StubService;
let folder: string;
let printed: string[];
let complained: string[];

beforeEach(async () => {
  service = await startStubService();
  service.answer = { status: 202, body: { adjustmentId: 'id-1', replayed: false } };
  folder = await mkdtemp(join(tmpdir(), 'riel-adjust-'));
  await writeFile(join(folder, 'charge.json'), JSON.stringify(wish));
  [printed, complained] = [[], []];
});
afterEach(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

const riel = (...words: readonly string[]): Promise<number> =>
  runRiel(['adjust', ...words], [adjustCommand], {
    environment: { COMMAND_URL: service.url, INIT_CWD: folder, USER: 'maria' },
    print: (line) => printed.push(line),
    printError: (line) => complained.push(line),
  });

test('asks for the entry of the file, by who asks', async () => {
  expect(await riel('charge.json')).toBe(0);
  expect(service.asked).toMatchObject([
    { method: 'POST', path: '/v1/adjustments', body: { ...wish, author: 'maria' } },
  ]);
  expect(printed).toEqual(['accepted for booking: id-1']);
});

test('the same file is the same key, another author or a key of its own is another', async () => {
  await riel('charge.json');
  await riel('charge.json');
  await riel('charge.json', '--author', 'ana');
  await riel('charge.json', '--key', 'mine');
  const keys = service.asked.map(({ headers }) => headers['idempotency-key']);
  expect(keys[1]).toBe(keys[0]);
  expect(new Set(keys).size).toBe(3);
  expect(keys[3]).toBe('mine');
});

test('prints what would be booked', async () => {
  const postings = [
    { account: 'expenses:fees:ach', amount: '500', currency: 'COP' },
    { account: 'liabilities:payouts', amount: '-500', currency: 'COP' },
  ];
  const entries = [{ kind: 'adjusted', bookingDate: '2026-10-05', postings }];
  service.answer = { status: 200, body: { dryRun: true, outcome: 'accepted', entries } };
  expect(await riel('charge.json', '--dry-run')).toBe(0);
  expect(service.asked[0]?.path).toBe('/v1/adjustments?dryRun=true');
  expect(printed).toEqual([
    'would be accepted; nothing was stored',
    '2026-10-05 adjusted',
    'account              debit  credit  currency',
    'expenses:fees:ach    500            COP',
    'liabilities:payouts         500     COP',
  ]);
});

test('tells what is at fault, with its field', async () => {
  const errors = [{ field: '/postings/0/account', message: 'must not be clearing' }];
  service.answer = { status: 400, body: { code: 'invalid-command', detail: 'no', errors } };
  expect(await riel('charge.json')).toBe(1);
  expect(complained.join('\n')).toContain('/postings/0/account must not be clearing');
});

test('a file that holds no object is not understood', async () => {
  await writeFile(join(folder, 'list.json'), '[]');
  expect(await riel('list.json')).toBe(2);
  expect(complained[0]).toContain('must hold a JSON object');
  expect(service.asked).toEqual([]);
});
