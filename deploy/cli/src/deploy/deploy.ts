/*
 * One step puts everything in place that the services need and never make themselves: roles,
 * tables, topics, schemas and the first marker. It runs under one lock of the database, every part
 * of it is idempotent, and what was cut off is completed by the next run. What would have to be
 * refused is refused before anything is changed.
 */
import { registerSchemas } from '@riel/avro';
import { createKafka } from '@riel/kafka';
import type { Kafka, KafkaOptions } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { bookedTopics } from '@riel/schemas';
import type { Caller, Topic } from '@riel/schemas';

import { DeployOptionError } from '../errors.ts';

import { deployDatabaseLocked, lockTimeoutMillisecondsDefault } from './deploy-database.ts';
import type { DeployDatabaseOptions } from './deploy-database.ts';
import { withDeployLock } from './deploy-lock.ts';
import { createTopics, missingTopics } from './deploy-topics.ts';
import { activateFirstTables } from './first-tables.ts';
import { wantedTopics } from './plan-topics.ts';
import type { TopicDurability } from './plan-topics.ts';
import { readTables } from './read-tables.ts';

export interface DeployOptions extends DeployDatabaseOptions, Partial<TopicDurability> {
  /** `host:port` of some brokers. */
  readonly kafkaBrokers: readonly string[];
  /** TLS and SASL of a user that may create topics. */
  readonly kafkaSecurity?: Pick<KafkaOptions, 'ssl' | 'sasl'>;
  /** Confluent API of the registry; may hold user and password. */
  readonly schemaRegistryUrl: string;
  /** Clients that send commands by Kafka; each gets a topic of its own. Default none. */
  readonly callers?: readonly Caller[];
  /** First tables (chart of accounts, tariffs, rules) as JSON text; default none are activated. */
  readonly tables?: string;
  /** Who activates the first tables. Default `riel deploy`. */
  readonly author?: string;
}

/**
 * Deploys everything; run again it changes nothing. Throws PartitionCountError, TopicSettingError,
 * DeployOptionError, DeployLockError, SchemaIncompatibleError and the errors of the parts.
 */
export async function deploy(options: DeployOptions): Promise<void> {
  const log = { topics: wantedTopics(options.callers ?? []), bookedTopics };
  await deployLog(options, log);
}

/** The topics of one log. */
export interface LogTopics {
  readonly topics: readonly Topic[];
  /** Those that the ledger books, and that get the markers. */
  readonly bookedTopics: readonly Topic[];
}

/** Deploys with the given topics, so that a test need not write into the one system of record. */
export async function deployLog(options: DeployOptions, log: LogTopics): Promise<void> {
  const { databaseUrl, print } = options;
  const durability = durabilityOf(options);
  const tables = options.tables === undefined ? null : readTables(options.tables);
  const kafka = openKafka(options);
  const lockTimeoutMilliseconds = options.lockTimeoutMilliseconds ?? lockTimeoutMillisecondsDefault;
  await withDeployLock({ databaseUrl, lockTimeoutMilliseconds }, async (connection) => {
    const missing = await missingTopics(kafka, log.topics, durability);
    await deployDatabaseLocked(options, connection);
    print(await createTopics(kafka, missing));
    const schemas = await registerSchemas({ registryUrl: options.schemaRegistryUrl });
    print(`schemas: ${schemas.length} registered, compatible with every version before`);
    const { schemaRegistryUrl, author = 'riel deploy' } = options;
    const first = { databaseUrl, schemaRegistryUrl, tables, author };
    print(await activateFirstTables(first, { kafka, bookedTopics: log.bookedTopics }));
  });
}

function durabilityOf(options: DeployOptions): TopicDurability {
  const replicationFactor = options.replicationFactor ?? 1;
  const minInsyncReplicas = options.minInsyncReplicas ?? 1;
  if (minInsyncReplicas > replicationFactor) {
    throw new DeployOptionError('minInsyncReplicas', 'must not exceed replicationFactor');
  }
  return { replicationFactor, minInsyncReplicas };
}

function openKafka(options: DeployOptions): Kafka {
  const logger = createLogger({
    service: 'riel-deploy',
    level: 'error',
    destination: { write: (line) => void process.stderr.write(line) },
  });
  return createKafka({
    brokers: options.kafkaBrokers,
    clientId: 'riel-deploy',
    logger,
    ...options.kafkaSecurity,
  });
}
