/** What kafkajs hands to its grouping of messages; none of it is looked into here. */
export interface MessagesToGroup<Message> {
  readonly topic: string;
  readonly partitionMetadata: readonly unknown[];
  readonly messages: readonly Message[];
  readonly partitioner: (message: {
    readonly topic: string;
    readonly partitionMetadata: readonly unknown[];
    readonly message: Message;
  }) => number;
}

/** Messages by the partition to which they go, in order. */
export const groupMessages = <Message>({
  topic,
  partitionMetadata,
  messages,
  partitioner,
}: MessagesToGroup<Message>): Record<number, Message[]> => {
  const groups: Record<number, Message[]> = {};
  if (partitionMetadata.length === 0) {
    return groups;
  }
  for (const message of messages) {
    const partition = partitioner({ topic, partitionMetadata, message });
    const group = groups[partition];
    if (group === undefined) {
      groups[partition] = [message];
    } else {
      group.push(message);
    }
  }
  return groups;
};
