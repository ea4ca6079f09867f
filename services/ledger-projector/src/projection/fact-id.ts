const PARTITIONS_PER_TOPIC_MAX = 1024;
const CHAIN_BITS = 40n;

/**
 * Number of a partition in the database: the same in every replay, because it depends on nothing
 * but the place of the topic in the list of booked topics.
 */
export const partitionIdOf = (topicIndex: number, partition: number): number => {
  if (topicIndex < 0 || topicIndex > 30 || partition >= PARTITIONS_PER_TOPIC_MAX) {
    throw new RangeError(`no number for topic ${topicIndex}, partition ${partition}`);
  }
  return (topicIndex + 1) * PARTITIONS_PER_TOPIC_MAX + partition;
};

/** Key of a fact: it starts with the partition, so that all keys of a partition are one range. */
export const factIdOf = (partitionId: number, chainNumber: number): bigint =>
  (BigInt(partitionId) << CHAIN_BITS) | BigInt(chainNumber);

/** The chain number in a fact's key. */
export const chainNumberOf = (factId: bigint): number =>
  Number(BigInt.asUintN(Number(CHAIN_BITS), factId));
