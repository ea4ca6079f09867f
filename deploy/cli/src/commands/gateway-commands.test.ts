import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { runRiel } from '../run-riel.ts';
import { startStubService } from '../testing/stub-service.ts';
import type { StubService } from '../testing/stub-service.ts';

import { keysCommand } from './keys-command.ts';
import { pauseCommand, resumeCommand } from './pause-commands.ts';
import { submissionsCommand } from './submissions-command.ts';

let service: StubService;
let printed: string[];
let complained: string[];

beforeEach(async () => {
  service = await startStubService();
  [printed, complained] = [[], []];
});
afterEach(() => service.stop());

const riel = (...words: readonly string[]): Promise<number> =>
  runRiel(words, [submissionsCommand, keysCommand, pauseCommand, resumeCommand], {
    environment: { MONO_GATEWAY_URL: service.url, RIEL_AUTHOR: 'maria' },
    print: (line) => printed.push(line),
    printError: (line) => complained.push(line),
  });

describe('riel submissions', () => {
  test('lists state, age and last outcome', async () => {
    const submission = {
      submissionId: 's-1',
      monoAccountId: 'acc_1',
      caller: 'shop',
      state: 'refused-after-unknown',
      ageSeconds: 90,
      attempts: 2,
      lastOutcome: 'unprocessable',
      monoErrorCodes: ['missing_field'],
      open: [{ transferId: 't-1', absentSeconds: 60 }],
    };
    const waiting = { transfers: 3, oldestRequestedAt: '2026-11-24T00:00:00.000000Z' };
    service.answer = { status: 200, body: { waiting, submissions: [submission], next: 's-1' } };
    expect(await riel('submissions', 'list', '--state', 'refused-after-unknown')).toBe(0);
    expect(service.asked[0]?.path).toBe('/admin/submissions?state=refused-after-unknown');
    expect(printed[1]).toMatch(/s-1 +refused-after-unknown +90 s +2 +unprocessable missing_field/);
    expect(printed[2]).toContain('3 transfers in no submission yet');
    expect(printed[3]).toBe('more: --after s-1');
    expect(printed[4]).toContain('riel submissions waiting');
  });

  test('lists each transfer that waits in no submission, with the reason, page by page', async () => {
    const transfer = {
      transferId: 't-1',
      monoAccountId: 'acc_1',
      caller: 'shop',
      state: 'waiting',
      requestedAt: '2026-11-24T00:00:00.000000Z',
      ageSeconds: 90,
      reason: 'lane-stopped: no-echo',
    };
    service.answer = { status: 200, body: { transfers: [transfer], next: 't-1' } };
    const words = ['--account', 'acc_1', '--limit', '1', '--after', 't-0'];
    expect(await riel('submissions', 'waiting', ...words)).toBe(0);
    expect(service.asked[0]?.path).toBe(
      '/admin/waiting-transfers?monoAccountId=acc_1&limit=1&after=t-0',
    );
    expect(printed[1]).toMatch(/t-1 +waiting +90 s +lane-stopped: no-echo +acc_1 +shop/);
    expect(printed.slice(2)).toEqual(['1 listed', 'more: --after t-1']);
  });

  test('gives a transfer up only with a reason, and shows why it is refused', async () => {
    expect(await riel('submissions', 'give-up', 's-1', 't-1')).toBe(2);
    expect(service.asked).toEqual([]);
    service.answer = {
      status: 409,
      body: { status: 409, code: 'too-early', title: 'Look-ups have not yet proven it' },
    };
    expect(await riel('submissions', 'give-up', 's-1', 't-1', '--reason', 'gone')).toBe(1);
    expect(service.asked).toMatchObject([
      {
        path: '/admin/submissions/s-1/give-up',
        body: { author: 'maria', reason: 'gone', transferId: 't-1' },
      },
    ]);
    expect(complained.join('\n')).toContain('too-early');
  });

  test('retries and looks up', async () => {
    expect(await riel('submissions', 'retry', 's-1')).toBe(0);
    expect(await riel('submissions', 'look-up', 's-1', '--reason', 'asked')).toBe(0);
    expect(service.asked.map(({ path }) => path)).toEqual([
      '/admin/submissions/s-1/retry',
      '/admin/submissions/s-1/look-up',
    ]);
    expect(await riel('submissions', 'forget', 's-1')).toBe(2);
  });
});

test('riel keys lists keys and revokes one', async () => {
  const key = { id: 'key-1', status: 'active', role: 'Administrator', createdAt: null };
  service.answer = { status: 200, body: { keys: [{ ...key, ageDays: 80, hasFile: true }] } };
  expect(await riel('keys', 'list')).toBe(0);
  expect(printed[1]).toMatch(/key-1 +active +Administrator +80 days +yes/);
  service.answer = { status: 200, body: { id: 'key-1', status: 'revoked' } };
  expect(await riel('keys', 'revoke', 'key-1', '--reason', 'leaked')).toBe(0);
  expect(service.asked[1]).toMatchObject({
    path: '/admin/keys/key-1/revoke',
    body: { author: 'maria', reason: 'leaked' },
  });
  expect(await riel('keys', 'forget', 'key-1')).toBe(2);
});

test('riel pause and resume name one scope and a reason', async () => {
  expect(await riel('pause', '--account', 'acc_1', '--reason', 'audit')).toBe(0);
  expect(await riel('resume', '--caller', 'shop', '--reason', 'done')).toBe(0);
  expect(service.asked).toMatchObject([
    { path: '/admin/pause', body: { scope: 'account:acc_1', reason: 'audit', author: 'maria' } },
    { path: '/admin/resume', body: { scope: 'caller:shop', reason: 'done', author: 'maria' } },
  ]);
  expect(await riel('pause', '--all', '--caller', 'shop', '--reason', 'both')).toBe(2);
  expect(await riel('pause', '--all')).toBe(2);
  const since = '2026-11-24T00:00:00.000000Z';
  const stop = { scope: 'all', kind: 'pause', reason: 'audit', author: 'maria', since };
  service.answer = { status: 200, body: { stops: [stop] } };
  expect(await riel('pause', 'list')).toBe(0);
  expect(printed.at(-1)).toMatch(/all +pause +2026-11-24\S+ +maria +audit/);
});
