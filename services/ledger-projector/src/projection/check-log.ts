import { LedgerError } from '../errors.ts';
import type { PartitionPosition } from './sql/read-partitions.ts';

/** What the broker says of one partition. */
export interface LogExtent {
  readonly topic: string;
  readonly partition: number;
  /** Offset of the oldest record that is still there. */
  readonly low: bigint;
  /** Offset that the next record gets. */
  readonly high: bigint;
}

export interface Log {
  readonly clusterId: string;
  readonly extents: readonly LogExtent[];
}

/**
 * Compares where the ledger stands with what the broker holds, before any record is read: a topic
 * that was recreated empty brings no record whose digest could be wrong. Throws LedgerError
 * RIEL_CLUSTER_DIFFERS or RIEL_LOG_SHORTER.
 */
export const checkLog = (log: Log, positions: readonly PartitionPosition[]): void => {
  for (const position of positions) {
    const { topic, partition, nextOffset } = position;
    const place = `${topic}, partition ${partition},`;
    if (position.clusterId !== log.clusterId) {
      throw new LedgerError(
        'RIEL_CLUSTER_DIFFERS',
        `${place} was booked from cluster ${position.clusterId}, this is ${log.clusterId}: ` +
          'a copied log is booked into an empty ledger with riel ledger rebuild',
      );
    }
    const extent = log.extents.find((one) => one.topic === topic && one.partition === partition);
    const high = extent?.high ?? 0n;
    if (high < nextOffset) {
      throw new LedgerError(
        'RIEL_LOG_SHORTER',
        `${place} was booked up to offset ${nextOffset} and now ends at ${high}`,
      );
    }
  }
  for (const { topic, partition, low } of log.extents) {
    const position = positions.find((one) => one.topic === topic && one.partition === partition);
    const nextOffset = position?.nextOffset ?? 0n;
    if (low > nextOffset) {
      throw new LedgerError(
        'RIEL_LOG_SHORTER',
        `${topic}, partition ${partition}, was booked up to offset ${nextOffset} and now begins ` +
          `at ${low}: what is in between is lost`,
      );
    }
  }
};
