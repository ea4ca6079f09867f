import { startInfrastructure } from '../infrastructure/start-infrastructure.ts';

// Starts the real parts for a test, says where they are, and waits for its end.

const {
  DATABASE_URL: _1,
  KAFKA_BROKERS: _2,
  SCHEMA_REGISTRY_URL: _3,
  ...environment
} = process.env;
const infrastructure = await startInfrastructure({ environment });
const { databaseUrl, kafkaBrokers, schemaRegistryUrl, run } = infrastructure;
const runFolder = run?.folder;
process.stdout.write(JSON.stringify({ databaseUrl, kafkaBrokers, schemaRegistryUrl, runFolder }));
