import { KafkaUnavailableError, requireTopics } from '@riel/kafka';
import { BANKS_TOPIC } from '@riel/schemas';
import { REQUEST_TOPICS } from './requests/request-inbox.ts';
import type { SharedParts } from './shared-parts.ts';

/** Throws `RIEL_TOPIC_MISSING` naming what is not there. A Kafka that is away may have it. */
export async function requireTopicsIfReachable({
  kafka,
  logger,
}: Pick<SharedParts, 'kafka' | 'logger'>): Promise<void> {
  try {
    await requireTopics(kafka, [...REQUEST_TOPICS, BANKS_TOPIC]);
  } catch (error) {
    if (!(error instanceof KafkaUnavailableError)) throw error;
    logger.warn({ error }, 'Kafka is unreachable; the gateway starts without it');
  }
}
