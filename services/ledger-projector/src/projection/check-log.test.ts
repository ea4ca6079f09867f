import { expect, test } from 'vitest';
import { checkLog } from './check-log.ts';
import type { Log } from './check-log.ts';

const place = { topic: 'riel.transfers.v1', partition: 0 };
const position = { ...place, clusterId: 'cluster', nextOffset: 10n, lastOffset: 9n };
const log = (low: bigint, high: bigint): Log => ({
  clusterId: 'cluster',
  extents: [{ ...place, low, high }],
});

test('a log that reaches from the beginning to the ledger and beyond is the right one', () => {
  expect(() => checkLog(log(0n, 10n), [position])).not.toThrow();
  expect(() => checkLog(log(0n, 0n), [])).not.toThrow();
  expect(() => checkLog(log(10n, 12n), [position])).not.toThrow();
});

test.each([
  ['RIEL_LOG_SHORTER', 'ends before the ledger', log(0n, 9n), [position]],
  ['RIEL_LOG_SHORTER', 'begins after the ledger', log(11n, 12n), [position]],
  ['RIEL_LOG_SHORTER', 'lost its beginning before it was read', log(1n, 12n), []],
  ['RIEL_LOG_SHORTER', 'lacks the partition', { clusterId: 'cluster', extents: [] }, [position]],
  [
    'RIEL_CLUSTER_DIFFERS',
    'is of another cluster',
    { ...log(0n, 10n), clusterId: 'b' },
    [position],
  ],
])('%s: a log that %s is refused', (code, _, wrong, positions) => {
  expect(() => checkLog(wrong, positions)).toThrow(expect.objectContaining({ code }));
});
