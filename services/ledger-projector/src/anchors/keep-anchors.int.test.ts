import { createCodec, registerSchemas } from '@riel/avro';
import type { Codec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import { connect } from '@riel/database';
import type { Database } from '@riel/database';
import { generateSigningKey } from '@riel/sealing';
import type { Instant } from '@riel/schemas';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { schema } from '../../migrations/index.ts';
import { bookedEventNames } from '../projection/booked-topics.ts';
import type { BookedEventName } from '../projection/read-record.ts';
import { lifeOf, testTransfer } from '../testing/events.ts';
import { createTestLedger } from '../testing/test-ledger.ts';
import type { TestLedger } from '../testing/test-ledger.ts';
import { tablesActivated, TestLog } from '../testing/test-log.ts';
import { createAnchorSigner } from './anchor-signer.ts';
import { parseAnchorLine } from './anchor-line.ts';
import { isSignedBy, publicKeyOf } from './anchor.ts';
import { keepAnchors } from './keep-anchors.ts';
import type { AnchorKeeperOptions } from './keep-anchors.ts';
import { keptAnchorLines } from './read-anchors.ts';
import type { AnchorRow } from './sql/anchors.ts';

const HOUR = 3_600_000_000;
const signer = createAnchorSigner([generateSigningKey('anchors')]);
let codec: Codec<BookedEventName | 'LedgerAnchored', BookedEventName>;
let reader: Codec<never, 'LedgerAnchored'>;
let ledger: TestLedger;
let database: Database;
let published: AnchorRow[];
let hours: number;

beforeAll(async () => {
  const registryUrl = stackAddresses().schemaRegistryUrl;
  await registerSchemas({ registryUrl });
  const names = [...bookedEventNames, 'LedgerAnchored'] as const;
  codec = await createCodec({ registryUrl, writes: names, reads: bookedEventNames });
  reader = await createCodec({ registryUrl, writes: [], reads: ['LedgerAnchored'] });
});

beforeEach(async () => {
  ledger = await createTestLedger(await createTestDatabase({ template: false }), codec);
  database = await connect({
    url: ledger.urlOf('riel_projector'),
    schema,
    applicationName: 'test-anchors',
  });
  published = [];
  hours = 500_000;
  return async () => {
    await database.close();
    await ledger.drop();
  };
});

const keeper = (): AnchorKeeperOptions => ({
  database,
  codec,
  signer,
  publish: async (row) => void published.push(row),
  now: () => (hours * HOUR + 5) as Instant,
  intervalMicroseconds: HOUR,
});

const book = async (): Promise<void> => {
  const projector = await ledger.openProjector();
  const log = new TestLog(codec)
    .append(tablesActivated(1, canonicalTables(exampleTables)))
    .append(...lifeOf(testTransfer(1)));
  await projector.book(log.records);
};

const kept = async (): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of keptAnchorLines(database.kysely)) {
    lines.push(line);
  }
  return lines;
};

test('a ledger without a link has nothing to anchor', async () => {
  expect(await keepAnchors(keeper())).toEqual({ published: 0 });
  expect(await kept()).toEqual([]);
});

test('each hour is anchored once, whoever asks, and what is published is what is kept', async () => {
  await book();
  await Promise.all([keepAnchors(keeper()), keepAnchors(keeper()), keepAnchors(keeper())]);
  await keepAnchors(keeper());
  expect(published).toHaveLength(1);
  hours += 1;
  await keepAnchors(keeper());
  const lines = await kept();
  expect(published.map(({ line }) => line)).toEqual(lines);
  expect(lines).toHaveLength(2);
  const anchor = parseAnchorLine(lines[0]!);
  expect(isSignedBy(anchor, publicKeyOf(anchor.publicKey))).toBe(true);
  expect(anchor.heads).toMatchObject([{ partition: 0, chainNumber: 4 }]);
});

test('the event holds what was signed', async () => {
  await book();
  await keepAnchors(keeper());
  const [row] = published;
  await reader.prepare([row!.payload]);
  const decoded = reader.decode(row!.payload);
  const anchor = parseAnchorLine(row!.line);
  expect(decoded).toMatchObject({
    kind: 'event',
    event: {
      name: 'LedgerAnchored',
      value: {
        eventId: row!.eventId,
        keyId: 'anchors',
        signature: anchor.signature,
        heads: [{ topic: 'riel.transfers.v1', chainNumber: 4n, hash: anchor.heads[0]!.hash }],
      },
    },
  });
});

test('an anchor that the broker did not take goes out in the next round, unchanged', async () => {
  await book();
  const failing = { ...keeper(), publish: () => Promise.reject(new Error('no broker')) };
  await expect(keepAnchors(failing)).rejects.toThrow('no broker');
  const [line] = await kept();
  hours += 1;
  await keepAnchors(keeper());
  expect(published.map((row) => row.line)).toEqual(await kept());
  expect(published[0]?.line).toBe(line);
});
