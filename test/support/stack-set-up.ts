import type { TestProject } from 'vitest/node';
import { deployEmptyLog } from '@riel/cli';
import { exitWithParent, sayNothing, startInfrastructure } from '@riel/local-stack';
import { createTemplateDatabase } from './template-database.ts';
import './stack-addresses.ts';

/**
 * Starts PostgreSQL, Kafka and the registry once for the whole run of integration tests, or attaches
 * to those that DATABASE_URL, KAFKA_BROKERS and SCHEMA_REGISTRY_URL name. Ends only what it started.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  exitWithParent(process.env);
  const infrastructure = await startInfrastructure();
  // Once for all files: whichever came first would otherwise make topics as it likes.
  await deployEmptyLog({ ...infrastructure, print: sayNothing });
  const template = await createTemplateDatabase(infrastructure.databaseUrl);
  project.provide('stack', {
    databaseUrl: infrastructure.databaseUrl,
    template: template.outcome,
    kafkaBrokers: infrastructure.kafkaBrokers,
    schemaRegistryUrl: infrastructure.schemaRegistryUrl,
  });
  return async () => {
    await template.drop();
    await infrastructure.stop();
  };
}
