import { afterEach, beforeEach, expect, test } from 'vitest';

import { runRiel } from '../run-riel.ts';
import { startStubService } from '../testing/stub-service.ts';
import type { StubService } from '../testing/stub-service.ts';

import { reconcileCommand } from './reconcile-command.ts';

let service: StubService;
let printed: string[];

beforeEach(async () => {
  service = await startStubService();
  printed = [];
});
afterEach(() => service.stop());

const reconcile = (words: readonly string[], url = service.url): Promise<number> =>
  runRiel(['reconcile', ...words], [reconcileCommand], {
    environment: { RECONCILIATION_URL: url },
    print: (line) => printed.push(line),
    printError: (line) => printed.push(line),
  });

/** One body that answers the opening, the run and its report. */
const told = (run: object) => ({
  runs: [{ monoAccountId: 'acc_1', runId: 'run-1' }],
  runId: 'run-1',
  monoAccountId: 'acc_1',
  status: 'completed',
  fromDate: '2026-02-03',
  toDate: '2026-03-10',
  transfersCompared: 7,
  driftFound: 0,
  driftUnexplained: 0,
  factsPublished: 0,
  factsBooked: 0,
  unexplained: '0',
  lastError: null,
  drift: [],
  driftOmitted: 0,
  ...run,
});

test('without drift it ends with 0, and asks for the days and the account that are named', async () => {
  service.answer = { status: 202, body: told({}) };
  expect(await reconcile(['--date', '2026-03-10', '--account', 'acc_1'])).toBe(0);
  expect(service.asked[0]).toMatchObject({
    method: 'POST',
    path: '/v1/reconciliations',
    body: { date: '2026-03-10', monoAccountId: 'acc_1' },
  });
});

test('with drift it ends with 1, shows it, and says how much is not shown', async () => {
  const drift = {
    kind: 'rail',
    subject: 't-1',
    amount: '100',
    ageDays: 3,
    healing: null,
    explanation: 'Mono settled on ach, the books say turbo.',
  };
  const body = told({ driftFound: 9, driftUnexplained: 9, drift: [drift], driftOmitted: 8 });
  service.answer = { status: 200, body };
  expect(await reconcile([])).toBe(1);
  expect(printed.join('\n')).toContain('Mono settled on ach, the books say turbo.');
  expect(printed.join('\n')).toContain('and 8 more: riel drift list');
});

test.each([
  ['a run that failed', told({ status: 'failed', lastError: 'RIEL_MONO_UNAVAILABLE: no' })],
  ['a run of somebody else', { ...told({}), runs: [{ monoAccountId: 'acc_1', runId: null }] }],
])('%s ends it with 2', async (_name, body) => {
  service.answer = { status: 200, body };
  expect(await reconcile([])).toBe(2);
});

test('a service that is not there, or refuses, ends it with 2', async () => {
  expect(await reconcile([], 'http://127.0.0.1:1')).toBe(2);
  service.answer = { status: 403, body: { status: 403, code: 'scope-missing', title: 'No' } };
  expect(await reconcile([])).toBe(2);
  expect(await reconcile(['--date', 'yesterday'])).toBe(2);
});
