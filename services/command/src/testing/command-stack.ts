import { randomBytes } from 'node:crypto';
import { registerSchemas } from '@riel/avro';
import { connect, migrate, sql } from '@riel/database';
import { createKafka, ensureTopics, type Kafka } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { commandTopic, topics, type Caller } from '@riel/schemas';
import { grants, migrations, schema } from '../../migrations/index.ts';
import { createKeyFiles, type KeyFiles, type TestApiKey } from './key-files.ts';

/** Where the shared parts of a test run answer. */
export interface TestAddresses {
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
}

/** Everything that a command service of a test needs, and the settings that name it. */
export interface CommandStack {
  readonly environment: Readonly<Record<string, string>>;
  readonly keys: KeyFiles;
  readonly kafka: Kafka;
  /** Name that no other test uses, for callers and groups. */
  readonly run: string;
  remove(): Promise<void>;
}

export interface CommandStackOptions extends TestAddresses {
  /** Of a superuser, naming an empty database of the test's own. */
  readonly databaseUrl: string;
  readonly run: string;
  readonly apiKeys: readonly TestApiKey[];
  readonly callers?: readonly string[];
}

/** A name that no other test uses. */
export const newRun = (): string => `t${randomBytes(5).toString('hex')}`;

/** Makes tables, a login with the service's rights alone, topics, schemas and keys. */
export async function createCommandStack(options: CommandStackOptions): Promise<CommandStack> {
  const { run } = options;
  const callers = options.callers ?? [];
  const login = await createTables(options.databaseUrl, run);
  const logger = createLogger({ service: 'test', level: 'silent' });
  const kafka = createKafka({ brokers: options.kafkaBrokers, clientId: run, logger });
  const wanted = [...topics, ...callers.map((caller) => commandTopic(caller as Caller))];
  await ensureTopics(
    kafka,
    wanted.map(({ name, partitions }) => ({ name, partitions, replicationFactor: 1 })),
  );
  await registerSchemas({ registryUrl: options.schemaRegistryUrl });
  const keys = await createKeyFiles(options.apiKeys);
  const url = new URL(options.databaseUrl);
  url.username = login.name;
  url.password = login.password;
  return {
    run,
    keys,
    kafka,
    environment: {
      ...keys.environment,
      RIEL_ENV: 'local',
      LOG_LEVEL: 'error',
      DATABASE_URL: url.href,
      KAFKA_BROKERS: options.kafkaBrokers.join(','),
      SCHEMA_REGISTRY_URL: options.schemaRegistryUrl,
      CONSUMER_GROUP: run,
      COMMAND_CALLERS: callers.join(','),
    },
    async remove() {
      await keys.remove();
      await login.remove();
    },
  };
}

interface Login {
  readonly name: string;
  readonly password: string;
  remove(): Promise<void>;
}

async function createTables(databaseUrl: string, run: string): Promise<Login> {
  const runSql = async (...statements: string[]): Promise<void> => {
    const database = await connect({ url: databaseUrl, schema, applicationName: 'riel-test' });
    try {
      for (const statement of statements) await sql.raw(statement).execute(database.kysely);
    } finally {
      await database.close();
    }
  };
  await runSql(`do $$ begin
    create role riel_command nologin;
  exception when duplicate_object or unique_violation then null;
  end $$`);
  await migrate({ url: databaseUrl, schema, migrations, grants });
  const name = `riel_login_${run}`;
  const password = randomBytes(12).toString('hex');
  await runSql(`create role ${name} login password '${password}' in role riel_command`);
  return { name, password, remove: () => runSql(`drop role if exists ${name}`) };
}
