import { LedgerError } from '../errors.ts';
import type { BookedTopic } from '../projection/chunk-handler.ts';
import type { LogExtent } from '../projection/check-log.ts';
import type { PartitionPosition } from '../projection/sql/read-partitions.ts';
import type { Stretch } from './replay-log.ts';

export interface StretchesInput {
  /** Booked topics by their own names. */
  readonly topics: ReadonlyMap<string, BookedTopic>;
  /** What stands before each name in this cluster; '' in the cluster of the ledger. */
  readonly topicPrefix: string;
  readonly clusterId: string;
  /** What the broker holds, under the names of this cluster. */
  readonly extents: readonly LogExtent[];
  /** Where the ledger to compare with stands. */
  readonly source: readonly PartitionPosition[];
  /** Where the rebuilt ledger stands. */
  readonly target: readonly PartitionPosition[];
}

/**
 * What is to be read of each partition: up to where the source has booked it, so that both can be
 * compared while the source goes on; in a copy, whose offsets are others, all that is there. Throws
 * LedgerError RIEL_REBUILD_LOG if the beginning or the end of the log is gone.
 */
export const planStretches = (input: StretchesInput): Stretch[] => {
  const stretches: Stretch[] = [];
  for (const [topicName, topic] of input.topics) {
    const name = `${input.topicPrefix}${topicName}`;
    for (const extent of input.extents.filter((one) => one.topic === name)) {
      stretches.push(stretchOf(input, { topicName, topic, extent }));
    }
  }
  return stretches;
};

const stretchOf = (
  { clusterId, topicPrefix, source, target }: StretchesInput,
  {
    topicName,
    topic,
    extent,
  }: { readonly topicName: string; readonly topic: BookedTopic; readonly extent: LogExtent },
): Stretch => {
  const { partition, low, high } = extent;
  const isHere = (one: PartitionPosition): boolean =>
    one.topic === topicName && one.partition === partition;
  const position = source.find(isHere);
  const isSameLog = topicPrefix === '' && position?.clusterId === clusterId;
  const to = isSameLog ? position.nextOffset : high;
  const place = `${extent.topic}, partition ${partition},`;
  if (low > 0n) {
    throw new LedgerError('RIEL_REBUILD_LOG', `${place} begins at ${low}: its beginning is gone`);
  }
  if (to > high) {
    const detail = `${place} ends at ${high} and the ledger was booked up to ${to}`;
    throw new LedgerError('RIEL_REBUILD_LOG', detail);
  }
  return {
    place: { topic: topicName, partition, partitionId: topic.partitionId(partition) },
    topic,
    topicName: extent.topic,
    from: target.find(isHere)?.nextOffset ?? 0n,
    to,
  };
};
