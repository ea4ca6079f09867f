import { ConsumerCrashedError, KafkaUnavailableError, OffsetOutOfRangeError } from './errors.ts';

const causesMax = 8;

/** What `onFatal` is told for an error with which kafkajs gave a consumer up. */
export const fatalErrorOf = (error: Error, groupId: string): Error => {
  let link: unknown = error;
  for (let depth = 0; depth < causesMax && link instanceof Error; depth += 1) {
    if (link instanceof OffsetOutOfRangeError) {
      return link;
    }
    link = link.cause;
  }
  return error.name === 'KafkaJSNumberOfRetriesExceeded'
    ? new KafkaUnavailableError(`group ${groupId} gave up`, error)
    : new ConsumerCrashedError(groupId, error);
};
