import { bookedTopics } from '@riel/schemas';
import type { BookedTopic } from './chunk-handler.ts';
import { partitionIdOf } from './fact-id.ts';
import type { BookedEventName } from './read-record.ts';

/** Names of the topics that the ledger books, in the order that numbers them. */
export const bookedTopicNames: readonly string[] = bookedTopics.map(({ name }) => name);

/** Every event that the ledger may meet. */
export const bookedEventNames: readonly BookedEventName[] = [
  // The types of the booked topics' events are generated from the same list.
  ...new Set(bookedTopics.flatMap(({ events }) => events as readonly BookedEventName[])),
];

/** The booked topics by name. */
export const bookedTopicsByName: ReadonlyMap<string, BookedTopic> = new Map(
  bookedTopics.map(({ name, events }, index) => [
    name,
    {
      topicEvents: new Set(events),
      partitionId: (partition: number) => partitionIdOf(index, partition),
    },
  ]),
);
