import { randomBytes } from 'node:crypto';
import { deploy } from '@riel/cli';
import {
  exitWithParent,
  say,
  startInfrastructure,
  startRun,
  type PostgresServer,
  type Run,
} from '@riel/local-stack';
import { runSql } from './run-sql.ts';
import { databaseUrlOf } from './test-database.ts';

/** Infrastructure with everything deployed, and a run in which processes can be started. */
export interface OwnStack {
  /** Of a superuser, naming a database of this stack's own with every service's tables. */
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
  readonly run: Run;
  /** Null if its address was given. */
  readonly postgres: PostgresServer | null;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, Kafka and the registry, or attaches to those that DATABASE_URL, KAFKA_BROKERS
 * and SCHEMA_REGISTRY_URL of the environment name. Ends only what it started.
 */
export async function startOwnStack(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<OwnStack> {
  exitWithParent(process.env);
  const run = await startRun();
  const end = async (): Promise<void> => run.supervisor.end('nothing');
  try {
    const infrastructure = await startInfrastructure({ run, environment, say });
    const { kafkaBrokers, schemaRegistryUrl, postgres } = infrastructure;
    const name = `riel_own_${randomBytes(6).toString('hex')}`;
    await runSql(infrastructure.databaseUrl, `create database "${name}" template template1`);
    const databaseUrl = databaseUrlOf(infrastructure.databaseUrl, name);
    await deploy({ databaseUrl, kafkaBrokers, schemaRegistryUrl, print: () => undefined });
    const stop = async (): Promise<void> => {
      await runSql(infrastructure.databaseUrl, `drop database if exists "${name}" with (force)`);
      await end();
    };
    return { databaseUrl, kafkaBrokers, schemaRegistryUrl, run, postgres, stop };
  } catch (error) {
    await end();
    throw error;
  }
}
