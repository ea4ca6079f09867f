import { expect, test } from 'vitest';

import type { Topic } from '../topics.ts';
import type { AvroRecord } from './avro-schema.ts';
import { topicTypeName, typescriptEvents } from './typescript-events.ts';

const moved: AvroRecord = {
  type: 'record',
  name: 'MoneyMoved',
  namespace: 'riel',
  doc: 'Money moved.',
  fields: [
    { name: 'amount', doc: 'How much.', type: { type: 'long', brand: 'MinorUnits' } },
    { name: 'at', doc: 'When.', type: { type: 'long', logicalType: 'timestamp-micros' } },
    { name: 'offset', doc: 'Where.', type: 'long' },
    { name: 'count', doc: 'How many.', type: 'int' },
    { name: 'hash', doc: 'Hash.', type: 'bytes' },
    { name: 'rail', doc: 'Rail.', type: ['null', 'string'], default: null },
    { name: 'rails', doc: 'Rails.', type: { type: 'array', items: 'string' } },
    { name: 'labels', doc: 'Labels.', type: { type: 'map', values: 'string' } },
  ],
};

const topic: Topic = {
  name: 'riel.money-moves.v1',
  doc: 'Moves.',
  partitions: 1,
  retentionMilliseconds: null,
  cleanup: 'delete',
  events: ['MoneyMoved' as never],
  booked: false,
};

test('types are read-only, branded and documented', () => {
  const source = typescriptEvents([{ path: 'a/money-moved.avsc', schema: moved }], [topic]);
  expect(source).toContain('/** Money moved. */\nexport interface MoneyMoved {');
  expect(source).toContain('  /** How much. */\n  readonly amount: MinorUnits;');
  expect(source).toContain('readonly at: Instant;');
  expect(source).toContain('readonly offset: bigint;');
  expect(source).toContain('readonly count: number;');
  expect(source).toContain('readonly hash: Buffer;');
  expect(source).toContain('readonly rail: string | null;');
  expect(source).toContain('readonly rails: readonly string[];');
  expect(source).toContain('readonly labels: Readonly<Record<string, string>>;');
  expect(source).toContain("export type MoneyMovesTopicEvent = EventOf<\n  | 'MoneyMoved'\n>;");
  expect(source).toContain("import type {\n  Instant,\n  MinorUnits,\n} from '../brands.ts';");
});

test('the union of a topic is named after it', () => {
  expect(topicTypeName('riel.command-results.v1')).toBe('CommandResultsTopicEvent');
});
