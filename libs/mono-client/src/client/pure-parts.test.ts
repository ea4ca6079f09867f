import type { Instant, MonoAccountId, SubmissionId } from '@riel/ids';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { classifyFailure, codeOfError, wasSent } from './classify-failure.ts';
import { pathWithQuery, rangeParameters } from './query.ts';
import { retryAfterMilliseconds } from './retry-after.ts';
import { storedSubmissionOf, type StoredSubmission } from './stored-submission.ts';

describe('retryAfterMilliseconds', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['7', 7_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', null],
    ['-5', null],
    [undefined, null],
  ])('%j', (header, milliseconds) => {
    expect(retryAfterMilliseconds(header, now)).toBe(milliseconds);
  });
});

describe('classifyFailure', () => {
  it.each([
    ['ECONNREFUSED', 'queued', 'connection-refused'],
    ['ECONNRESET', 'queued', 'reset-before-sent'],
    ['ECONNRESET', 'writing', 'reset-after-sent'],
    ['UND_ERR_SOCKET', 'sent', 'reset-after-sent'],
    ['ETIMEDOUT', 'queued', 'connect-timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', 'sent', 'headers-timeout'],
    ['UND_ERR_BODY_TIMEOUT', 'answering', 'body-timeout'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'queued', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'queued', 'tls'],
    ['HPE_INVALID_CONSTANT', 'sent', 'protocol'],
    ['ENOTFOUND', 'queued', 'dns'],
    ['NEVER_SEEN', 'sent', 'other'],
  ] as const)('%s while %s is %s', (code, progress, failure) => {
    expect(classifyFailure(code, progress)).toBe(failure);
  });

  it('claims that nothing was sent only of what never left the queue', () => {
    expect([wasSent('queued'), wasSent('writing'), wasSent('sent'), wasSent('answering')]).toEqual([
      false,
      'unknown',
      true,
      true,
    ]);
  });

  it('finds the code of an error over several addresses', () => {
    const inner = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
    expect(codeOfError(new AggregateError([inner]))).toBe('ECONNREFUSED');
    expect(codeOfError('text')).toBe('UNKNOWN');
  });
});

describe('queries', () => {
  it('writes ranges in brackets and leaves out what is not asked', () => {
    const until = 1_640_998_800_000_001 as Instant;
    const parameters = {
      external_id: 'a b',
      state: undefined,
      ...rangeParameters('inserted_at', { until }),
    };
    expect(pathWithQuery('/v1/transfers', parameters)).toBe(
      '/v1/transfers?external_id=a%20b&inserted_at[until]=2022-01-01T01%3A00%3A00.000001Z',
    );
    expect(pathWithQuery('/v1/banks', { kind: undefined })).toBe('/v1/banks');
  });
});

describe('a stored submission', () => {
  const row = {
    operation: 'transfers',
    submissionId: 's' as SubmissionId,
    monoAccountId: 'acc_1' as MonoAccountId,
    idempotencyKey: 'f30f1d0b-795f-49f5-80dc-41a7bffccfde',
    body: Buffer.from('{"canary":1}'),
    storedAt: 0 as Instant,
  } as const;

  it('cannot be written by hand', () => {
    // @ts-expect-error the type is nominal: an object with the same fields is not a stored submission
    const forged: StoredSubmission = { ...row };
    expect(forged).not.toBeInstanceOf(storedSubmissionOf(row).constructor);
  });

  it('fits only the call of its own operation', () => {
    // @ts-expect-error a collection link is not sent as a transfer
    const wrong: StoredSubmission = storedSubmissionOf({ ...row, operation: 'collection-link' });
    expect(wrong.operation).toBe('collection-link');
  });

  it('shows neither body nor key when inspected', () => {
    const text = inspect(storedSubmissionOf(row), { depth: 5, showHidden: true });
    expect(text).not.toContain('canary');
    expect(text).not.toContain(row.idempotencyKey);
  });

  it.each([
    { idempotencyKey: 'key' },
    { idempotencyKey: row.idempotencyKey.replace('-49', '-59') },
    { body: Buffer.alloc(0) },
  ])('is refused for %j', (change) => {
    expect(() => storedSubmissionOf({ ...row, ...change })).toThrow(
      expect.objectContaining({ code: 'RIEL_MONO_SUBMISSION_INVALID' }),
    );
  });
});
