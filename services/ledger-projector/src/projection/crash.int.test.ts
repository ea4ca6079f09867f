import { createCodec, registerSchemas } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import type { Database, Transaction } from '@riel/database';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { lifeOf, testTransfer } from '../testing/events.ts';
import { snapshot } from '../testing/snapshot.ts';
import { createTestLedger } from '../testing/test-ledger.ts';
import type { TestLedger, TestProjector } from '../testing/test-ledger.ts';
import { tablesActivated, TestLog } from '../testing/test-log.ts';
import { AccountDirectory } from './accounts.ts';
import { bookedEventNames } from './booked-topics.ts';
import { TablesCache } from './tables-cache.ts';

let log: TestLog;
let ledger: TestLedger;
let projector: TestProjector;

let codec: Awaited<ReturnType<typeof makeCodec>>;
const makeCodec = async () => {
  const registryUrl = stackAddresses().schemaRegistryUrl;
  await registerSchemas({ registryUrl });
  return createCodec({ registryUrl, writes: bookedEventNames, reads: bookedEventNames });
};

beforeAll(async () => {
  codec = await makeCodec();
});

beforeEach(async () => {
  ledger = await createTestLedger(await createTestDatabase({ template: false }), codec);
  projector = await ledger.openProjector();
  log = new TestLog(codec)
    .append(tablesActivated(1, canonicalTables(exampleTables)))
    .append(...lifeOf(testTransfer(1)))
    .appendBytes(Buffer.from('garbage'))
    .append(...lifeOf(testTransfer(2)));
  return () => ledger.drop();
});

class Crash extends Error {}

/** Lets a number of statements through, then fails as if the process had died. */
const crashAfter = (transaction: Transaction, statements: number): Transaction => {
  let left = statements;
  return transaction.withPlugin({
    transformQuery: ({ node }) => {
      left -= 1;
      if (left < 0) {
        throw new Crash('crash');
      }
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  }) as Transaction;
};

const crashing = (database: Database, statements: number): Database => ({
  ...database,
  transaction: (work, options) =>
    database.transaction(
      (transaction, manager) => work(crashAfter(transaction, statements), manager),
      options,
    ),
});

/** The commit arrives, the news of it does not. */
const forgetful = (database: Database): Database => ({
  ...database,
  transaction: async (work, options) => {
    await database.transaction(work, options);
    throw new Crash('crash');
  },
});

const withDatabase = (database: Database) => ({
  ...projector.projection,
  database,
  tables: new TablesCache(),
  directory: new AccountDirectory(),
});

test('a crash between any two statements leaves nothing, and the next attempt books all', async () => {
  const [first = [], second = []] = log.chunks([4, 100]);
  await projector.book(first);
  const { database } = projector.projection;
  const before = await snapshot(database.kysely);
  let statements = 0;
  for (; ; statements += 1) {
    const attempt = ledger.book(withDatabase(crashing(database, statements)), second);
    const outcome = await attempt.catch((error: unknown) => error);
    if (!(outcome instanceof Crash)) {
      break;
    }
    expect(await snapshot(database.kysely)).toEqual(before);
  }
  // Lock, tables, known events, subjects, facts, postings, subjects, balances, set aside, offset.
  expect(statements).toBeGreaterThanOrEqual(10);
  const after = await snapshot(database.kysely);
  await expect(projector.book(second)).resolves.toMatchObject({ facts: 0 });
  expect(await snapshot(database.kysely)).toEqual(after);
});

test('a commit that nobody heard of is found by the next attempt', async () => {
  const { database } = projector.projection;
  await expect(ledger.book(withDatabase(forgetful(database)), log.records)).rejects.toBeInstanceOf(
    Crash,
  );
  const after = await snapshot(database.kysely);
  expect(after['facts']).toHaveLength(log.records.length);
  await expect(projector.book(log.records)).resolves.toMatchObject({ facts: 0 });
  expect(await snapshot(database.kysely)).toEqual(after);
});
