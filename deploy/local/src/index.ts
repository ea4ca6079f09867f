export interface Infrastructure {
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
  stop(): Promise<void>;
}
export async function startInfrastructure(): Promise<Infrastructure> {
  const { DATABASE_URL, KAFKA_BROKERS, SCHEMA_REGISTRY_URL } = process.env;
  if (!DATABASE_URL || !KAFKA_BROKERS || !SCHEMA_REGISTRY_URL) throw new Error('source /tmp/riel-dev/env first');
  return { databaseUrl: DATABASE_URL, kafkaBrokers: KAFKA_BROKERS.split(','), schemaRegistryUrl: SCHEMA_REGISTRY_URL, stop: async () => {} };
}
