import type { Kafka } from '@riel/kafka';

/** Removes the topics of a test from a broker that others use too. */
export async function deleteTopics({ client }: Kafka, topics: readonly string[]): Promise<void> {
  const admin = client.admin();
  await admin.connect();
  try {
    await admin.deleteTopics({ topics: [...topics] });
  } finally {
    await admin.disconnect();
  }
}
