/**
 * Whether a reader that was just assigned a partition really reads the log that was booked.
 *
 * The ledger keeps the offset and the digest of the last record that it read. A new reader reads
 * that record again before anything else: if it is not there, or is another one, the topic was
 * recreated, truncated or belongs to someone else, and booking on would mix two histories. The
 * broker's own committed offset is a hint and never decides where to go on.
 */
import { hash } from 'node:crypto';
import { LedgerError } from '../errors.ts';
import { ByteWriter } from '../proof/byte-writer.ts';
import type { Partition } from './partition.ts';

export interface LogRecord {
  readonly offset: bigint;
  readonly key: string | null;
  readonly value: Buffer | null;
}

export type Place =
  | { readonly kind: 'verified' }
  | { readonly kind: 'seek'; readonly offset: bigint };

const writer = new ByteWriter();

/** Digest of a record as it stands in the log, 32 bytes. */
export const digestOfRecord = ({ key, value }: LogRecord): Buffer => {
  writer
    .clear()
    .optionalText(key)
    .count(value === null ? 0 : 1);
  return hash(
    'sha256',
    (value === null ? writer : writer.bytesWithLength(value)).bytes(),
    'buffer',
  );
};

/**
 * Judges the first records after an assignment, given where this reader asked to go before (null:
 * nowhere yet). Throws LedgerError RIEL_LOG_DIFFERS when the log is not the one that was booked.
 */
export const verifyPlace = (
  partition: Partition,
  records: readonly LogRecord[],
  soughtOffset: bigint | null,
): Place => {
  const first = records[0]?.offset ?? 0n;
  if (partition.lastOffset === null) {
    // A log is read from its beginning; the consumer crashes if that is gone.
    return first === 0n || soughtOffset === 0n
      ? { kind: 'verified' }
      : { kind: 'seek', offset: 0n };
  }
  const { lastOffset } = partition;
  const last = records.find(({ offset }) => offset === lastOffset);
  if (last === undefined && soughtOffset !== lastOffset) {
    return { kind: 'seek', offset: lastOffset };
  }
  const digest = last === undefined ? null : digestOfRecord(last);
  if (digest === null || partition.lastRecordDigest?.equals(digest) !== true) {
    throw new LedgerError(
      'RIEL_LOG_DIFFERS',
      `the record at offset ${lastOffset} of ${partition.topic}, partition ` +
        `${partition.partition}, is not the one that was booked: the topic was recreated, ` +
        'truncated or belongs to another log',
    );
  }
  return { kind: 'verified' };
};
