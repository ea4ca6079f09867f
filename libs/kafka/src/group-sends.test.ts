import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupSends } from './group-sends.ts';
import { recordBytes } from './records.ts';
import type { ProducedBatch, ProducedRecord } from './records.ts';

const record: fc.Arbitrary<ProducedRecord> = fc.record({
  key: fc.string({ maxLength: 8 }),
  value: fc.nat({ max: 400 }).map((size) => Buffer.alloc(size)),
  headers: fc.constant({ ce_id: 'x' }),
});
const batches: fc.Arbitrary<ProducedBatch[]> = fc.array(
  fc.record({ topic: fc.constantFrom('one', 'two'), records: fc.array(record, { maxLength: 12 }) }),
);

const recordsOf = (given: readonly ProducedBatch[], topic: string): readonly ProducedRecord[] =>
  given.filter((batch) => batch.topic === topic).flatMap(({ records }) => records);

test('requests hold every record once, in order per topic, within the limit', () => {
  fc.assert(
    fc.property(batches, fc.integer({ min: 1, max: 2_000 }), (given, requestBytesMax) => {
      const requests = groupSends(given, requestBytesMax);
      for (const topic of ['one', 'two']) {
        expect(recordsOf(requests.flat(), topic)).toEqual(recordsOf(given, topic));
      }
      for (const request of requests) {
        const records = request.flatMap((batch) => batch.records);
        const bytes = records.reduce((sum, each) => sum + recordBytes(each), 0);
        expect(records.length === 1 || bytes <= requestBytesMax).toBe(true);
        expect(new Set(request.map(({ topic }) => topic)).size).toBe(request.length);
      }
    }),
  );
});
