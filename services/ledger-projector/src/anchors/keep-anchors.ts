/**
 * Signs the heads of all chains when it is time, keeps the anchor, and publishes it. Kept before it
 * goes out: whoever dies in between leaves one that the next round, of any instance, publishes.
 */
import type { Codec } from '@riel/avro';
import type { Database } from '@riel/database';
import { eventIdOf } from '@riel/ids';
import type { Instant, LedgerAnchored } from '@riel/schemas';
import type { Anchor } from './anchor.ts';
import { anchorLine } from './anchor-line.ts';
import type { AnchorSigner } from './anchor-signer.ts';
import { latestDue } from './anchor-times.ts';
import {
  insertAnchor,
  isAnchored,
  notePublished,
  readHeads,
  takeUnpublished,
} from './sql/anchors.ts';
import type { AnchorRow } from './sql/anchors.ts';

export interface AnchorKeeperOptions {
  readonly database: Database;
  readonly codec: Pick<Codec<'LedgerAnchored'>, 'encode'>;
  readonly signer: AnchorSigner;
  /** Sends a record; resolves when the broker has it. */
  readonly publish: (anchor: AnchorRow) => Promise<void>;
  readonly now: () => Instant;
  readonly intervalMicroseconds: number;
}

/** One round: makes the anchor that is due, if there is none yet, and publishes what waits. */
export const keepAnchors = async (options: AnchorKeeperOptions): Promise<{ published: number }> => {
  await makeDueAnchor(options);
  let published = 0;
  while (await publishNext(options)) {
    published += 1;
  }
  return { published };
};

const makeDueAnchor = async (options: AnchorKeeperOptions): Promise<void> => {
  const { database, codec, signer, now, intervalMicroseconds } = options;
  const occurredAt = now();
  const dueAt = latestDue(occurredAt, intervalMicroseconds);
  if (await isAnchored(database.kysely, dueAt)) {
    return;
  }
  const heads = await readHeads(database.kysely);
  if (heads.length === 0) {
    return;
  }
  const anchor = signer.sign(heads, occurredAt);
  const event = anchorEvent(anchor, dueAt);
  await database.transaction((transaction) =>
    insertAnchor(transaction, {
      dueAt,
      eventId: event.eventId,
      occurredAt,
      line: anchorLine(anchor),
      payload: codec.encode('LedgerAnchored', event),
    }),
  );
};

const publishNext = async ({ database, publish, now }: AnchorKeeperOptions): Promise<boolean> =>
  database.transaction(async (transaction) => {
    const row = await takeUnpublished(transaction);
    if (row === null) {
      return false;
    }
    await publish(row);
    await notePublished(transaction, row.dueAt, now());
    return true;
  });

const anchorEvent = (anchor: Anchor, dueAt: number): LedgerAnchored => ({
  eventId: eventIdOf(['LedgerAnchored', `${dueAt}`, anchor.signature.toString('hex')]),
  occurredAt: anchor.occurredAt as Instant,
  recordedAt: anchor.occurredAt as Instant,
  heads: anchor.heads.map(({ chainNumber, ...head }) => ({
    ...head,
    chainNumber: BigInt(chainNumber),
  })),
  keyId: anchor.keyId,
  signature: anchor.signature,
});
