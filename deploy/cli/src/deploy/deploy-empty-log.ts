import { registerSchemas } from '@riel/avro';
import { createKafka } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { createTopics, missingTopics } from './deploy-topics.ts';
import { wantedTopics } from './plan-topics.ts';

export interface DeployEmptyLogOptions {
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
  /** Told what each step did, one line each. */
  readonly print: (line: string) => void;
}

/**
 * Creates the topics and registers the schemas, on one broker, without a marker: the part of
 * `deploy` that needs no database. Safe to repeat.
 */
export async function deployEmptyLog(options: DeployEmptyLogOptions): Promise<void> {
  const logger = createLogger({ service: 'riel-deploy', level: 'warn' });
  const kafka = createKafka({ brokers: options.kafkaBrokers, clientId: 'riel-deploy', logger });
  const missing = await missingTopics(kafka, wantedTopics([]), {
    replicationFactor: 1,
    minInsyncReplicas: 1,
  });
  options.print(await createTopics(kafka, missing));
  const schemas = await registerSchemas({ registryUrl: options.schemaRegistryUrl });
  options.print(`schemas: ${schemas.length} registered`);
}
