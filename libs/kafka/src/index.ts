export {
  clusterId,
  ensureTopics,
  groupOffsets,
  requireTopics,
  topicExists,
  topicOffsets,
} from './admin.ts';
export type { PartitionOffsets, TopicSettings } from './admin.ts';
export { startConsumer } from './consumer.ts';
export type {
  Assignment,
  Chunk,
  ChunkOutcome,
  Consumer,
  ConsumerOptions,
} from './consumer-options.ts';
export {
  ConsumerCrashedError,
  KafkaClientShapeError,
  KafkaSendError,
  KafkaUnavailableError,
  OffsetOutOfRangeError,
  ProducerStoppedError,
  TopicMissingError,
  TopicPartitionsError,
} from './errors.ts';
export { createKafka } from './kafka.ts';
export type { ClientRetryLimits, Kafka, KafkaOptions } from './kafka.ts';
export type { CommittedOffset } from './offset-commits.ts';
export { createProducer } from './producer.ts';
export type { Producer, ProducerOptions } from './producer.ts';
export type { ConsumedRecord, ProducedBatch, ProducedRecord } from './records.ts';
