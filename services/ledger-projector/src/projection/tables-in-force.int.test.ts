import type { Codec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import { sql } from '@riel/database';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { bookedCodec } from '../testing/admin-fixture.ts';
import { accepted, requested, settled, testTransfer } from '../testing/events.ts';
import { snapshot } from '../testing/snapshot.ts';
import { createTestLedger } from '../testing/test-ledger.ts';
import type { TestLedger, TestProjector } from '../testing/test-ledger.ts';
import { tablesActivated, TestLog } from '../testing/test-log.ts';
import type { BookedEventName } from './read-record.ts';

const first = canonicalTables(exampleTables);
/** The fee of ACH is 950.00 in the example, and 2,000.00 from here on. */
const dearer = first.replaceAll('"amount":"95000"', '"amount":"200000"');

let codec: Codec<BookedEventName, BookedEventName>;
let ledger: TestLedger;
let projector: TestProjector;

beforeAll(async () => {
  codec = await bookedCodec(stackAddresses().schemaRegistryUrl);
});
beforeEach(async () => {
  ledger = await createTestLedger(await createTestDatabase({ template: false }), codec);
  projector = await ledger.openProjector();
  return () => ledger.drop();
});

const [before, between, after] = [testTransfer(1), testTransfer(2), testTransfer(3)];

/** One life before the new tables, one across them, one after; then the first one's end again. */
const log = (): TestLog =>
  new TestLog(codec)
    .append(tablesActivated(1, first), requested(before), accepted(before), settled(before))
    .append(requested(between), accepted(between))
    .append(tablesActivated(2, dearer))
    .append(settled(between), requested(after), accepted(after), settled(after))
    .append({ ...settled(before), value: { ...settled(before).value, evidenceId: 'again' } })
    .append(tablesActivated(1, dearer));

const feeOf = async (transfer: typeof before): Promise<bigint | undefined> => {
  const { rows } = await sql<{ fees: bigint }>`
    select fees from ledger.v_transfers where transfer_id = ${transfer.transferId}
  `.execute(projector.projection.database.kysely);
  return rows[0]?.fees;
};

test('each fact has the price of its place, and what is booked keeps it', async () => {
  await projector.book(log().records);
  expect(await feeOf(before)).toBe(95_000n);
  expect(await feeOf(between)).toBe(200_000n);
  expect(await feeOf(after)).toBe(200_000n);
});

test('a late marker of a lower number puts nothing into force', async () => {
  await projector.book(log().append(requested(testTransfer(4)), settled(testTransfer(4))).records);
  expect(await feeOf(testTransfer(4))).toBe(200_000n);
  const { rows } = await sql<{ marker_number: number }>`
    select marker_number from ledger.v_partitions
  `.execute(projector.projection.database.kysely);
  expect(rows).toEqual([{ marker_number: 2 }]);
});

test('a replay uses what was in force, wherever its chunks begin', async () => {
  await projector.book(log().records);
  const booked = await snapshot(projector.projection.database.kysely);
  for (const sizes of [[1], [3, 4], [6, 1, 9]]) {
    const other = await createTestLedger(await createTestDatabase({ template: false }), codec);
    const replay = await other.openProjector();
    for (const chunk of log().chunks(sizes)) {
      await replay.book(chunk);
    }
    expect(await snapshot(replay.projection.database.kysely)).toEqual(booked);
    await other.drop();
  }
});
