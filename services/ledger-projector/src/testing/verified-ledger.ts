import { createCodec, registerSchemas } from '@riel/avro';
import type { Codec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import type { Database } from '@riel/database';
import { bookedEventNames } from '../projection/booked-topics.ts';
import type { BookedEventName } from '../projection/read-record.ts';
import { declined, lifeOf, requested, settled, testTransfer } from './events.ts';
import { connectAsOwner, copyDatabase } from './tamper.ts';
import { createTestLedger } from './test-ledger.ts';
import type { EmptyDatabase, TestLedger } from './test-ledger.ts';
import { periodClosed, tablesActivated, TestLog } from './test-log.ts';

export type AnchoringCodec = Codec<BookedEventName | 'LedgerAnchored', BookedEventName>;

/** A ledger with a bit of everything, of which each test changes a copy. */
export interface VerifiedLedger {
  readonly ledger: TestLedger;
  readonly codec: AnchoringCodec;
  /** A copy, and a connection to it as the owner. */
  copy(): Promise<LedgerCopy>;
}

export interface LedgerCopy {
  readonly url: string;
  readonly owner: Database;
  drop(): Promise<void>;
}

/** Books 13 facts in each of two partitions: in flight, settled, declined, set aside, a closed month. */
export const createVerifiedLedger = async (
  database: EmptyDatabase,
  registryUrl: string,
): Promise<VerifiedLedger> => {
  await registerSchemas({ registryUrl });
  const codec = await createCodec({
    registryUrl,
    writes: [...bookedEventNames, 'LedgerAnchored'],
    reads: bookedEventNames,
  });
  const ledger = await createTestLedger(database, codec);
  const projector = await ledger.openProjector();
  for (const partition of [0, 1]) {
    const of = (number: number) => testTransfer(number + partition);
    const log = new TestLog(codec)
      .append(tablesActivated(1, canonicalTables(exampleTables)))
      .append(...lifeOf(of(10)))
      .appendBytes(Buffer.from('garbage'))
      .append(requested(of(20)), requested(of(30)), declined(of(30)))
      .append(settled(testTransfer(40 + partition, { requestedRail: 'turbo' }), 'ach'))
      .append(...lifeOf(of(86_400)), periodClosed(2, '2026-10'));
    await projector.book(log.records, partition);
  }
  await projector.projection.database.close();
  return {
    ledger,
    codec,
    copy: async () => {
      const { url, drop } = await copyDatabase(ledger.ownerUrl);
      const owner = await connectAsOwner(url);
      return {
        url,
        owner,
        drop: async () => {
          await owner.close();
          await drop();
        },
      };
    },
  };
};
