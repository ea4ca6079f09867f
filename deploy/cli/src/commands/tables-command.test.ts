import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { runRiel } from '../run-riel.ts';
import { startStubService } from '../testing/stub-service.ts';
import type { StubService } from '../testing/stub-service.ts';

import { tablesCommand } from './tables-command.ts';

let service: StubService;
let folder: string;
let printed: string[];
let complained: string[];

beforeEach(async () => {
  service = await startStubService();
  folder = await mkdtemp(join(tmpdir(), 'riel-tables-'));
  [printed, complained] = [[], []];
});
afterEach(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

const riel = (words: readonly string[], change: Record<string, string> = {}): Promise<number> =>
  runRiel(['tables', ...words], [tablesCommand], {
    environment: {
      LEDGER_PROJECTOR_URL: service.url,
      RIEL_API_KEY: 'secret',
      INIT_CWD: folder,
      USER: 'maria',
      ...change,
    },
    print: (line) => printed.push(line),
    printError: (line) => complained.push(line),
  });

describe('riel tables activate', () => {
  test('sends the file with author and reason, and says the marker', async () => {
    await writeFile(join(folder, 'tables.json'), '{"a": 1}');
    service.answer = { status: 200, body: { kind: 'activated', markerNumber: 7 } };
    expect(await riel(['activate', 'tables.json', '--reason', 'new contract'])).toBe(0);
    expect(service.asked).toMatchObject([
      {
        method: 'POST',
        path: '/admin/tables',
        headers: { authorization: 'Bearer secret' },
        body: {
          file: 'tables.json',
          content: '{"a": 1}',
          author: 'maria',
          reason: 'new contract',
        },
      },
    ]);
    expect(printed).toEqual([
      'activated by marker 7, written to every partition of the booked topics',
    ]);
  });

  test('prints file, line and field of each problem', async () => {
    await writeFile(join(folder, 'tables.json'), '{}');
    const errors = [{ field: '/rails', message: 'tables.json:3: /rails is missing' }];
    const body = { code: 'tables-invalid', detail: '1 problems', errors };
    service.answer = { status: 400, body };
    expect(await riel(['activate', 'tables.json', '--reason', 'x', '--author', 'ana'])).toBe(1);
    expect(complained.join('\n').split('\n')).toEqual([
      expect.stringMatching(/RIEL_SERVICE_REFUSED: ledger-projector refused it \(tables-invalid\)/),
      'tables.json:3: /rails is missing',
    ]);
  });

  test.each([
    [['activate'], 'FILE is missing'],
    [['activate', 'none.json', '--reason', 'x'], 'the file "none.json" cannot be read'],
    [['activate', 'none.json', '--why', 'x'], "Unknown option '--why'"],
    [['undo'], 'say activate, list or show'],
    [['list', 'all'], '"all" is one word too many'],
  ])('is not understood: %j', async (words, problem) => {
    expect(await riel(words)).toBe(2);
    expect(complained[0]).toContain(problem);
    expect(service.asked).toEqual([]);
  });
});

test('riel tables list tells who, when and how far', async () => {
  const one = { markerNumber: 1, author: 'riel deploy', reason: 'first tables', readBy: 9 };
  const rest = { at: '2026-10-05T10:00:00.000000Z', written: true, partitions: 9 };
  const tables = [{ ...one, ...rest, tablesDigest: 'ab'.repeat(32) }];
  service.answer = { status: 200, body: { tables } };
  expect(await riel(['list'])).toBe(0);
  expect(printed[1]).toBe(
    '1       2026-10-05T10:00:00.000000Z  riel deploy  9 of 9              abababababab  first tables',
  );
});

test('riel tables show prints the tables of a marker', async () => {
  service.answer = { status: 200, body: { content: '{"rails":["ach"]}' } };
  expect(await riel(['show', '3'])).toBe(0);
  expect(service.asked[0]?.path).toBe('/admin/tables/3');
  expect(JSON.parse(printed.join('\n'))).toEqual({ rails: ['ach'] });
});

test('a service that is not there is named, with the variable that names it', async () => {
  expect(await riel(['list'], { LEDGER_PROJECTOR_URL: 'http://127.0.0.1:1' })).toBe(1);
  expect(complained[0]).toContain('RIEL_SERVICE_UNREACHABLE: ledger-projector does not answer');
  const unknown = { LEDGER_PROJECTOR_URL: '', STACK_FILE: join(folder, 'none.json') };
  expect(await riel(['list'], unknown)).toBe(1);
  expect(complained.at(-1)).toContain('set LEDGER_PROJECTOR_URL and RIEL_API_KEY');
});
