import { expect, it } from 'vitest';
import { endOfBogotaDay, isFinal } from './cut-off.ts';
import type { PartitionPosition } from './position.ts';

const partition = (knownAt: bigint | null): PartitionPosition => ({
  partitionId: 1024,
  topic: 'riel.transfers.v1',
  partition: 0,
  nextOffset: '1',
  chainNumber: '1',
  chainHash: '00',
  knownAt,
});

it('ends a day in Bogota at 05:00 UTC of the next', () => {
  expect(endOfBogotaDay('2026-01-15')).toBe(BigInt(Date.parse('2026-01-16T05:00:00Z')) * 1_000n);
});

it('is final when every partition has read past the day', () => {
  const end = endOfBogotaDay('2026-01-15');
  expect(isFinal([partition(end), partition(end + 1n)], '2026-01-15')).toBe(true);
  expect(isFinal([partition(end), partition(end - 1n)], '2026-01-15')).toBe(false);
  expect(isFinal([partition(end), partition(null)], '2026-01-15')).toBe(false);
});

it('is never final without a known day', () => {
  expect(isFinal([partition(endOfBogotaDay('2099-12-31'))], undefined)).toBe(false);
});
