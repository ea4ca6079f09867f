/** The installed kafkajs lacks the inner part that a guard of ours is put on. */
export class KafkaClientShapeError extends Error {
  readonly code = 'RIEL_KAFKA_CLIENT_SHAPE';

  constructor(part: string) {
    super(`kafkajs has changed shape: ${part} is not there, so its guard cannot be put on`);
    this.name = 'KafkaClientShapeError';
  }
}

/**
 * The broker no longer holds the next offset of a partition, or does not hold it yet: history was
 * lost or the log is another one. Consuming stops, because any other offset would skip or repeat.
 */
export class OffsetOutOfRangeError extends Error {
  readonly code = 'RIEL_OFFSET_OUT_OF_RANGE';
  /** Tells kafkajs to crash the consumer rather than to try again. */
  readonly retriable = false;
  readonly topic: string;
  readonly partition: number;

  constructor(topic: string, partition: number) {
    super(`The next offset of ${topic} partition ${partition} is outside of the broker's log`);
    this.name = 'OffsetOutOfRangeError';
    this.topic = topic;
    this.partition = partition;
  }
}

/** Topics that the caller needs do not exist. */
export class TopicMissingError extends Error {
  readonly code = 'RIEL_TOPIC_MISSING';
  readonly topics: readonly string[];

  constructor(topics: readonly string[]) {
    super(`Missing Kafka topics: ${topics.join(', ')}: run riel deploy`);
    this.name = 'TopicMissingError';
    this.topics = topics;
  }
}

/** A topic exists with another number of partitions; changing it would move keys between them. */
export class TopicPartitionsError extends Error {
  readonly code = 'RIEL_TOPIC_PARTITIONS';
  readonly topic: string;

  constructor(topic: string, { wanted, found }: { wanted: number; found: number }) {
    super(`Topic ${topic} has ${found} partitions, not ${wanted}: a partition count never changes`);
    this.name = 'TopicPartitionsError';
    this.topic = topic;
  }
}

/** No broker could be reached within the limits; `cause` is the last failure. */
export class KafkaUnavailableError extends Error {
  readonly code = 'RIEL_KAFKA_UNAVAILABLE';

  constructor(what: string, cause: unknown) {
    super(`Kafka is unavailable: ${what}`, { cause });
    this.name = 'KafkaUnavailableError';
  }
}

/** kafkajs gave the consumer up for a reason that another attempt would not change. */
export class ConsumerCrashedError extends Error {
  readonly code = 'RIEL_KAFKA_CONSUMER_CRASHED';

  constructor(groupId: string, cause: unknown) {
    super(`The consumer of group ${groupId} crashed`, { cause });
    this.name = 'ConsumerCrashedError';
  }
}

/** Records could not be sent, or it is unknown whether they were; send them again. */
export class KafkaSendError extends Error {
  readonly code = 'RIEL_KAFKA_SEND';
  readonly topics: readonly string[];

  constructor(topics: readonly string[], cause: unknown) {
    super(`Records could not be sent to ${topics.join(', ')}`, { cause });
    this.name = 'KafkaSendError';
    this.topics = topics;
  }
}

/** `send` was called on a producer that was stopped. */
export class ProducerStoppedError extends Error {
  readonly code = 'RIEL_KAFKA_PRODUCER_STOPPED';

  constructor() {
    super('The Kafka producer is stopped');
    this.name = 'ProducerStoppedError';
  }
}

/** Carries a failure of the chunk handler through kafkajs; `onFatal` gets what the handler threw. */
export class ChunkHandlerError extends Error {
  readonly code = 'RIEL_KAFKA_CHUNK_HANDLER';
  /** Tells kafkajs to crash the consumer rather than to try again. */
  readonly retriable = false;

  constructor(cause: unknown) {
    super('The handler of a chunk failed', { cause });
    this.name = 'ChunkHandlerError';
  }
}
