import { createCodec, registerSchemas } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { bookedEventNames } from '../projection/booked-topics.ts';
import type { BookedEventName } from '../projection/read-record.ts';
import { randomHistories, seededRandom } from '../testing/random-histories.ts';
import { connectAsOwner } from '../testing/tamper.ts';
import { createTestLedger } from '../testing/test-ledger.ts';
import type { TestLedger } from '../testing/test-ledger.ts';
import { tablesActivated, TestLog } from '../testing/test-log.ts';
import { verifyLedger } from './verify-ledger.ts';
import type { Codec } from '@riel/avro';

/** The fuzzing command asks for more, under other seeds. */
const TRANSFERS = Number(process.env['FUZZ_TRANSFERS'] ?? 500);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const CHUNK_RECORDS_MAX = 300;

let ledger: TestLedger;
let codec: Codec<BookedEventName, BookedEventName>;

beforeAll(async () => {
  const registryUrl = stackAddresses().schemaRegistryUrl;
  await registerSchemas({ registryUrl });
  codec = await createCodec({ registryUrl, writes: bookedEventNames, reads: bookedEventNames });
  ledger = await createTestLedger(await createTestDatabase({ template: false }), codec);
});

afterAll(() => ledger.drop());

test('the database takes what the decider books of any history, and the ledger holds', async () => {
  const random = seededRandom(SEED);
  const histories = randomHistories({ transfers: TRANSFERS, seed: SEED });
  const log = new TestLog(codec)
    .append(tablesActivated(1, canonicalTables(exampleTables)))
    .append(...histories);
  const projector = await ledger.openProjector();
  for (let from = 0; from < log.records.length;) {
    const through = from + 1 + Math.floor(random() * CHUNK_RECORDS_MAX);
    await projector.book(log.records.slice(from, through));
    // As after a crash or a rebalance: some of it comes again.
    from = through - (random() < 0.2 ? Math.floor(random() * Math.min(through, 50)) : 0);
  }
  const owner = await connectAsOwner(ledger.ownerUrl);
  const report = await verifyLedger({ database: owner, dates: null });
  await owner.close();
  expect(report.problems, `seed ${SEED}`).toEqual([]);
  expect(report.subjects).toBeGreaterThan(TRANSFERS * 0.9);
  expect(report.pagesReadAgain).toBe(0);
});
