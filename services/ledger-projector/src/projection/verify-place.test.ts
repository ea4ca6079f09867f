import { describe, expect, test } from 'vitest';
import type { Partition } from './partition.ts';
import { digestOfRecord, verifyPlace } from './verify-place.ts';
import type { LogRecord } from './verify-place.ts';

const record = (offset: bigint, value = `value ${offset}`): LogRecord => ({
  offset,
  key: `key ${offset}`,
  value: Buffer.from(value),
});

const bookedThrough = (last: LogRecord | null): Partition => ({
  partitionId: 1024,
  topic: 'riel.transfers.v1',
  partition: 0,
  clusterId: 'cluster',
  nextOffset: last === null ? 0n : last.offset + 1n,
  lastOffset: last?.offset ?? null,
  lastRecordDigest: last === null ? null : digestOfRecord(last),
  chain: { number: 0, hash: Buffer.alloc(32), knownAt: null },
  inForce: { markerNumber: 0, tablesNumber: null, closedThrough: null },
});

describe('a partition that was never read', () => {
  test('begins at the beginning of the log', () => {
    expect(verifyPlace(bookedThrough(null), [record(0n)], null)).toEqual({ kind: 'verified' });
  });

  test('goes there when the broker believes it to be further', () => {
    expect(verifyPlace(bookedThrough(null), [record(5n)], null)).toEqual({
      kind: 'seek',
      offset: 0n,
    });
    expect(verifyPlace(bookedThrough(null), [record(1n)], 0n)).toEqual({ kind: 'verified' });
  });
});

describe('a partition that was read before', () => {
  const partition = bookedThrough(record(9n));

  test('reads its last record again, wherever the broker would go on', () => {
    const seek = { kind: 'seek', offset: 9n };
    expect(verifyPlace(partition, [record(10n)], null)).toEqual(seek);
    expect(verifyPlace(partition, [record(2n), record(3n)], null)).toEqual(seek);
  });

  test('goes on when the record is the same', () => {
    expect(verifyPlace(partition, [record(9n), record(10n)], 9n)).toEqual({ kind: 'verified' });
    expect(verifyPlace(partition, [record(8n), record(9n)], null)).toEqual({ kind: 'verified' });
  });

  test.each([
    ['has another value', [record(9n, 'forged')]],
    ['has another key', [{ ...record(9n), key: null }]],
    ['has no value', [{ ...record(9n), value: null }]],
    ['is gone', [record(10n)]],
  ])('refuses a log whose record %s', (_, records) => {
    const code = 'RIEL_LOG_DIFFERS';
    expect(() => verifyPlace(partition, records, 9n)).toThrow(expect.objectContaining({ code }));
  });
});
