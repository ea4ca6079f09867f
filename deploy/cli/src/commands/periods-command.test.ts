import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { runRiel } from '../run-riel.ts';
import { startStubService } from '../testing/stub-service.ts';
import type { StubService } from '../testing/stub-service.ts';

import { periodsCommand } from './periods-command.ts';

let service: StubService;
let printed: string[];
let complained: string[];

beforeEach(async () => {
  service = await startStubService();
  [printed, complained] = [[], []];
});
afterEach(() => service.stop());

const riel = (...words: readonly string[]): Promise<number> =>
  runRiel(['periods', ...words], [periodsCommand], {
    environment: { LEDGER_PROJECTOR_URL: service.url, RIEL_AUTHOR: 'maria' },
    print: (line) => printed.push(line),
    printError: (line) => complained.push(line),
  });

describe('riel periods close', () => {
  test('names the month, the run and who closes it', async () => {
    service.answer = { status: 200, body: { period: '2026-10', markerNumber: 3, over: [] } };
    expect(await riel('close', '2026-10', '--run', 'run-7', '--run', 'run-8')).toBe(0);
    expect(service.asked).toMatchObject([
      {
        path: '/admin/periods',
        body: {
          period: '2026-10',
          author: 'maria',
          reconciliationRunIds: ['run-7', 'run-8'],
          force: false,
        },
      },
    ]);
    expect(printed[0]).toContain('closed: 2026-10 by marker 3');
  });

  test('forced with a reason tells what was open', async () => {
    const over = [{ code: 'suspense-open', message: '5 stand in suspense' }];
    service.answer = { status: 200, body: { period: '2026-10', markerNumber: 3, over } };
    expect(await riel('close', '2026-10', '--force', '--reason', 'audit')).toBe(0);
    expect(service.asked[0]?.body).toMatchObject({ force: true, reason: 'audit' });
    expect(printed[1]).toBe('forced over: 5 stand in suspense');
  });

  test('tells every reason why a month stays open', async () => {
    const errors = [
      { field: '/period', message: '5 stand in suspense' },
      { field: '/period', message: 'the run left 2 differences open' },
    ];
    service.answer = { status: 409, body: { code: 'suspense-open', detail: 'no', errors } };
    expect(await riel('close', '2026-10')).toBe(1);
    expect(complained.join('\n')).toMatch(/suspense-open[^]*5 stand[^]*2 differences/);
  });

  test.each([
    [['close'], 'YYYY-MM is missing'],
    [['close', '2026-13'], 'the month must be YYYY-MM'],
    [['close', '2026-10', '--force'], '--force wants --reason'],
    [['open', '2026-10'], 'say close or list'],
  ])('is not understood: %j', async (words, problem) => {
    expect(await riel(...words)).toBe(2);
    expect(complained[0]).toContain(problem);
    expect(service.asked).toEqual([]);
  });
});

test('riel periods list tells what was closed, by whom and on what ground', async () => {
  const rest = { at: '2026-11-02T10:00:00.000000Z', author: 'maria', written: true, readBy: 9 };
  const one = { period: '2026-10', markerNumber: 3, forced: true, reason: 'audit', partitions: 9 };
  const periods = [{ ...rest, ...one, reconciliationRunId: null }];
  service.answer = { status: 200, body: { periods } };
  expect(await riel('list')).toBe(0);
  expect(printed[1]).toMatch(/^2026-10 {2}3 .* maria .* 9 of 9 .* forced {2}audit$/);
});
