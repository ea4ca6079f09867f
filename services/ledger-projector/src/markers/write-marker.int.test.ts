import { createCodec, registerSchemas } from '@riel/avro';
import type { Codec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import type { Instant } from '@riel/schemas';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { createTestLedger } from '../testing/test-ledger.ts';
import type { MarkerRow } from './sql/markers.ts';
import { activateTables, writeMarkers } from './write-marker.ts';
import type { MarkerWriterOptions } from './write-marker.ts';

const tables = canonicalTables(exampleTables);
const otherTables = canonicalTables({ ...exampleTables, notice: 'other' });
let codec: Codec<'TablesActivated' | 'PeriodClosed', 'TablesActivated'>;
let options: MarkerWriterOptions;
let written: MarkerRow[];
let isBroken: boolean;

beforeAll(async () => {
  const registryUrl = stackAddresses().schemaRegistryUrl;
  await registerSchemas({ registryUrl });
  codec = await createCodec({
    registryUrl,
    writes: ['TablesActivated', 'PeriodClosed'],
    reads: ['TablesActivated'],
  });
});

beforeEach(async () => {
  const ledger = await createTestLedger(await createTestDatabase({ template: false }), codec);
  const { projection } = await ledger.openProjector();
  written = [];
  isBroken = false;
  let clock = 1_790_000_000_000_000;
  options = {
    database: projection.database,
    codec,
    publish: (marker) => {
      written.push(marker);
      return isBroken ? Promise.reject(new Error('broken')) : Promise.resolve();
    },
    now: () => (clock += 1_000) as Instant,
  };
  return () => ledger.drop();
});

const activate = (text: string) =>
  activateTables(options, { tables: text, author: 'accountant', reason: null });

test('markers are numbered in one series and written in order', async () => {
  expect(await activate(tables)).toEqual({ kind: 'activated', markerNumber: 1 });
  expect(await activate(otherTables)).toEqual({ kind: 'activated', markerNumber: 2 });
  expect(written.map(({ markerNumber }) => markerNumber)).toEqual([1, 2]);
  await codec.prepare(written.map(({ payload }) => payload));
  expect(codec.decode(written[0]!.payload)).toMatchObject({
    kind: 'event',
    event: { name: 'TablesActivated', value: { markerNumber: 1, tables, author: 'accountant' } },
  });
});

test('the newest tables are not activated again', async () => {
  await activate(tables);
  expect(await activate(tables)).toEqual({ kind: 'unchanged', markerNumber: 1 });
  expect(written).toHaveLength(1);
});

test('two activations at once get two numbers, and both are written in order', async () => {
  const activations = await Promise.all([activate(tables), activate(otherTables)]);
  expect(new Set(activations.map(({ markerNumber }) => markerNumber))).toEqual(new Set([1, 2]));
  expect(written.map(({ markerNumber }) => markerNumber)).toEqual([1, 2]);
});

test('a marker whose writing was cut off is written first by the next, with the same bytes', async () => {
  isBroken = true;
  await expect(activate(tables)).rejects.toThrow('broken');
  isBroken = false;
  await activate(otherTables);
  expect(written.map(({ markerNumber }) => markerNumber)).toEqual([1, 1, 2]);
  expect(written[1]!.payload).toEqual(written[0]!.payload);
  expect(await writeMarkers(options)).toBe(0);
});
