import type { MonoCreatedTransfers, MonoFailed, MonoOutcome } from '@riel/mono-client';
import { describe, expect, it } from 'vitest';
import { outcomeTable, type OutcomeCode, type Verdict } from './outcome-table.ts';
import { readAttempt } from './read-attempt.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');

const answered = (
  status: number,
  body: Extract<MonoOutcome<MonoCreatedTransfers>, { kind: 'answered' }>['body'],
  headers: Readonly<Record<string, string>> = {},
): MonoOutcome<MonoCreatedTransfers> => ({
  kind: 'answered',
  status,
  headers,
  body,
  rawBody: Buffer.from('canary'),
  milliseconds: 1,
});

const error = { kind: 'mono-error', error: { id: null, errors: [] } } as const;
const failed = (
  failure: MonoFailed['failure'],
  requestWasSent: MonoFailed['requestWasSent'],
): MonoFailed => ({
  kind: 'failed',
  failure,
  requestWasSent,
  status: null,
  detail: '',
  milliseconds: 1,
});

describe('every answer has a row in the table of outcomes', () => {
  const rows: readonly (readonly [number, OutcomeCode, Verdict])[] = [
    [302, 'redirect', 'unknown'],
    [400, 'bad-request', 'refused'],
    [401, 'unauthorized', 'never-sent'],
    [402, 'other-status', 'unknown'],
    [403, 'forbidden', 'never-sent'],
    [404, 'not-found', 'lane-stopped'],
    [408, 'request-timeout', 'never-sent'],
    [409, 'conflict', 'unknown'],
    [413, 'other-status', 'unknown'],
    [422, 'unprocessable', 'refused'],
    [429, 'too-many-requests', 'never-sent'],
    [500, 'server-error', 'unknown'],
    [502, 'server-error', 'unknown'],
    [503, 'server-error', 'unknown'],
    [504, 'server-error', 'unknown'],
    [599, 'server-error', 'unknown'],
  ];
  it.each(rows)('%i is %s: %s', (status, code, verdict) => {
    expect(readAttempt(answered(status, error), NOW)).toMatchObject({ code, status });
    expect(outcomeTable[code].verdict).toBe(verdict);
  });

  it('200 and 201 are done when they can be read, else unknown', () => {
    const parsed = { kind: 'parsed', value: { transfers: [] } } as const;
    expect(readAttempt(answered(200, parsed), NOW).code).toBe('created');
    expect(readAttempt(answered(201, parsed), NOW).code).toBe('created');
    const unreadable = { kind: 'unreadable', problem: 'not JSON' } as const;
    expect(readAttempt(answered(201, unreadable), NOW).code).toBe('unreadable');
    expect(outcomeTable.unreadable.verdict).toBe('unknown');
  });
});

describe('every failure has a row in the table of outcomes', () => {
  const rows: readonly (readonly [MonoFailed['failure'], OutcomeCode])[] = [
    ['connection-refused', 'other-failure'],
    ['network-unreachable', 'other-failure'],
    ['dns', 'other-failure'],
    ['tls', 'bad-protocol'],
    ['connect-timeout', 'time-out'],
    ['reset-before-sent', 'reset'],
    ['reset-after-sent', 'reset'],
    ['headers-timeout', 'time-out'],
    ['body-timeout', 'time-out'],
    ['total-timeout', 'time-out'],
    ['answer-too-large', 'answer-too-large'],
    ['protocol', 'bad-protocol'],
    ['aborted', 'aborted'],
    ['other', 'other-failure'],
  ];
  it.each(rows)('%s is never sent with proof, else unknown', (failure, code) => {
    expect(readAttempt(failed(failure, false), NOW).code).toBe('not-sent');
    expect(outcomeTable['not-sent'].verdict).toBe('never-sent');
    for (const wasSent of [true, 'unknown'] as const) {
      expect(readAttempt(failed(failure, wasSent), NOW).code).toBe(code);
      expect(outcomeTable[code].verdict).toBe('unknown');
    }
  });
});

it('reads Retry-After as seconds and as a date', () => {
  const after = (header: string) =>
    readAttempt(answered(429, error, { 'retry-after': header }), NOW).retryAfterMilliseconds;
  expect(after('7')).toBe(7_000);
  expect(after('Tue, 24 Nov 2026 12:00:09 GMT')).toBe(9_000);
  expect(after('soon')).toBeNull();
});

it('keeps codes and places of errors and nothing that could be a person', () => {
  const body = {
    kind: 'mono-error',
    error: {
      id: 'log_0000000000000000000000',
      errors: [
        { errorCode: 'missing_field', path: '#/transfers/0/payee/name' },
        { errorCode: 'Ana María Canary is not allowed', path: '#/transfers/ana canary' },
      ],
    },
  } as const;
  expect(readAttempt(answered(422, body), NOW).refusal).toEqual({
    monoLogId: 'log_0000000000000000000000',
    errors: [
      { errorCode: 'missing_field', path: '#/transfers/0/payee/name' },
      { errorCode: null, path: null },
    ],
  });
});
