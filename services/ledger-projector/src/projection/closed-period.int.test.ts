import type { Codec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import { sql } from '@riel/database';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { bookedCodec } from '../testing/admin-fixture.ts';
import { lifeOf, requested, settled, testTransfer } from '../testing/events.ts';
import { snapshot } from '../testing/snapshot.ts';
import { connectAsOwner, tamper } from '../testing/tamper.ts';
import { createTestLedger } from '../testing/test-ledger.ts';
import type { TestLedger, TestProjector } from '../testing/test-ledger.ts';
import { periodClosed, tablesActivated, TestLog } from '../testing/test-log.ts';
import { verifyLedger } from '../verify/verify-ledger.ts';
import type { BookedEventName } from './read-record.ts';

const tables = canonicalTables(exampleTables);
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

const [early, late] = [testTransfer(1), testTransfer(2)];

/** October is closed while one of its transfers is still under way. */
const log = (): TestLog =>
  new TestLog(codec)
    .append(tablesActivated(1, tables), ...lifeOf(early), requested(late))
    .append(periodClosed(2, '2026-10'))
    .append(settled(late), requested(testTransfer(3)));

const rowsOf = async <Row>(query: string): Promise<Row[]> =>
  (await sql.raw<Row>(query).execute(projector.projection.database.kysely)).rows;

const sumsUpTo = (date: string): Promise<unknown[]> =>
  rowsOf(`select code, sum(amount) filter (where amount > 0)::bigint as debit,
            -sum(amount) filter (where amount < 0)::bigint as credit
       from ledger.v_postings where booking_date <= '${date}' group by code order by code`);

test('a fact of a closed month is booked on the first open day and keeps its own date', async () => {
  await projector.book(log().records);
  const entries = await rowsOf(`select event_name, booking_date::text as booked,
      fact_date::text as happened from ledger.v_entries where chain_number > 5
      group by 1, 2, 3 order by 1`);
  expect(entries).toEqual([
    { event_name: 'TransferRequested', booked: '2026-11-01', happened: '2026-10-05' },
    { event_name: 'TransferSettled', booked: '2026-11-01', happened: '2026-10-05' },
  ]);
});

test('a partition keeps what stood in its accounts when it closed the month', async () => {
  const { records } = log();
  await projector.book(records.slice(0, 5));
  const wanted = await sumsUpTo('2026-10-31');
  await projector.book(records.slice(5));
  const closing = await rowsOf(`select code, nullif(debit, 0)::bigint as debit,
      nullif(credit, 0)::bigint as credit
    from ledger.v_closing_sums where period = '2026-10' order by code`);
  expect(closing).toEqual(wanted);
  expect(await sumsUpTo('2026-10-31')).toEqual(wanted);
});

test('sums beyond what a posting holds stop nothing, and are chained', async () => {
  const { records } = log();
  await projector.book(records.slice(0, 5));
  const owner = await connectAsOwner(ledger.ownerUrl);
  // As many more entries would leave it that nobody can book in a test.
  await tamper(owner, `update ledger.balances set debit = debit + ${2n ** 63n}`);
  await projector.book(records.slice(5));
  const sums = await rowsOf<{ debit: string }>('select debit::text from ledger.v_closing_sums');
  expect(sums.some(({ debit }) => BigInt(debit) >= 2n ** 63n)).toBe(true);
  const { problems } = await verifyLedger({ database: owner, dates: null });
  await owner.close();
  // The change by hand is found, and the chain over the closing sums holds.
  expect(new Set(problems.map(({ kind }) => kind))).toEqual(
    new Set(['balance-differs', 'trial-balance', 'clearing']),
  );
});

test('the sums are chained, and the same wherever chunks begin and in a replay', async () => {
  await projector.book(log().records);
  const booked = await snapshot(projector.projection.database.kysely);
  expect(booked['closingSums']).not.toEqual([]);
  for (const sizes of [[1], [4, 2], [6, 1], [7, 9]]) {
    const other = await createTestLedger(await createTestDatabase({ template: false }), codec);
    const replay = await other.openProjector();
    for (const chunk of log().chunks(sizes)) {
      await replay.book(chunk);
    }
    expect(await snapshot(replay.projection.database.kysely)).toEqual(booked);
    await other.drop();
  }
});

test('a closing of another partition changes nothing here', async () => {
  await projector.book(log().records);
  await projector.book(new TestLog(codec).append(tablesActivated(1, tables)).records, 1);
  const { rows } = await sql<{ closed: string | null }>`
    select closed_through as closed from ledger.v_partitions order by partition
  `.execute(projector.projection.database.kysely);
  expect(rows).toEqual([{ closed: '2026-10' }, { closed: null }]);
});
