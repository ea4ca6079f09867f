import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { runRiel } from '../run-riel.ts';
import { startStubService } from '../testing/stub-service.ts';
import type { StubService } from '../testing/stub-service.ts';

import { ledgerCommand } from './ledger-command.ts';
import { setAsideCommand } from './set-aside-command.ts';

let service: StubService;
let printed: string[];
let complained: string[];
let folder: string;

beforeEach(async () => {
  service = await startStubService();
  folder = await mkdtemp(join(tmpdir(), 'riel-cli-'));
  [printed, complained] = [[], []];
});
afterEach(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

const riel = (...words: readonly string[]): Promise<number> =>
  runRiel(words, [ledgerCommand, setAsideCommand], {
    environment: { LEDGER_PROJECTOR_URL: service.url, INIT_CWD: folder },
    print: (line) => printed.push(line),
    printError: (line) => complained.push(line),
  });

test('anchors are printed, a line each', async () => {
  service.answer = { status: 200, body: { anchors: ['{"a":1}', '{"a":2}'], next: null } };
  expect(await riel('ledger', 'anchors')).toBe(0);
  expect(printed).toEqual(['{"a":1}', '{"a":2}']);
});

test('anchors are written to a file where the user stands', async () => {
  service.answer = { status: 200, body: { anchors: ['{"a":1}'], next: null } };
  expect(await riel('ledger', 'anchors', 'anchors.jsonl')).toBe(0);
  expect(await readFile(join(folder, 'anchors.jsonl'), 'utf8')).toBe('{"a":1}\n');
});

const record = {
  eventId: '3b5d5c3e-0000-5000-8000-000000000001',
  topic: 'riel.transfers.v1',
  partition: 2,
  offset: '17',
  chainNumber: '9',
  code: 'RIEL_RECORD_NOT_AVRO',
  reason: 'the value is not in the wire format',
  sizeBytes: 6,
  digest: 'ab'.repeat(32),
  traceId: null,
  knownAt: '2026-10-05T12:00:00.000000Z',
};

test('records set aside are listed with place, code and reason', async () => {
  service.answer = { status: 200, body: { records: [record] } };
  expect(await riel('set-aside', 'list', '--limit', '5')).toBe(0);
  expect(service.asked[0]?.path).toBe('/admin/set-aside?limit=5');
  expect(printed[1]).toContain('riel.transfers.v1/2@17');
  expect(printed[1]).toContain('RIEL_RECORD_NOT_AVRO');
});

test('one record set aside is shown with its digest', async () => {
  service.answer = { status: 200, body: { records: [record] } };
  expect(await riel('set-aside', 'show', record.eventId)).toBe(0);
  expect(printed).toContain(`  digest       ${record.digest}`);
});

test.each([
  [['ledger'], 'say verify, anchors or rebuild'],
  [['ledger', 'verify', '--from', 'yesterday'], 'are days'],
  [['ledger', 'rebuild'], '--into is missing'],
  [['set-aside'], 'say list or show'],
  [['set-aside', 'list', '--limit', 'x'], '--limit is a number'],
])('what is not understood is said: %s', async (words, problem) => {
  expect(await riel(...words)).toBe(2);
  expect(complained[0]).toContain(problem);
});
