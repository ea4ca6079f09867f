import type { TestProject } from 'vitest/node';
import { startInfrastructure } from '@riel/local-stack';
import { createTemplateDatabase } from './template-database.ts';
import './stack-addresses.ts';

/**
 * Starts PostgreSQL, Kafka and the registry once for the whole run of integration tests, or attaches
 * to those that DATABASE_URL, KAFKA_BROKERS and SCHEMA_REGISTRY_URL name. Ends only what it started.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const infrastructure = await startInfrastructure();
  const template = await createTemplateDatabase(infrastructure);
  project.provide('stack', {
    databaseUrl: infrastructure.databaseUrl,
    templateDatabase: template?.name ?? null,
    kafkaBrokers: infrastructure.kafkaBrokers,
    schemaRegistryUrl: infrastructure.schemaRegistryUrl,
  });
  return async () => {
    await template?.drop();
    await infrastructure.stop();
  };
}
