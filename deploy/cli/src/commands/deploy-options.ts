import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { commaList, readConfiguration } from '@riel/runtime';
import type { Environment } from '@riel/runtime';
import { CallerNameError, isCallerName } from '@riel/schemas';
import type { Caller } from '@riel/schemas';
import { Type } from 'typebox';

import type { DeployOptions } from '../deploy/deploy.ts';
import { groupRoles } from '../deploy/group-roles.ts';
import type { Login } from '../deploy/group-roles.ts';
import { DeployOptionError, UsageError } from '../errors.ts';

const settings = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1 }),
  KAFKA_BROKERS: Type.String({ minLength: 1 }),
  SCHEMA_REGISTRY_URL: Type.String({ minLength: 1 }),
  COMMAND_CALLERS: Type.String({ default: '' }),
  TOPIC_REPLICATION_FACTOR: Type.Integer({ minimum: 1, maximum: 16, default: 1 }),
  TOPIC_MIN_INSYNC_REPLICAS: Type.Integer({ minimum: 1, maximum: 16, default: 1 }),
  TABLES_FILE: Type.String({ default: '' }),
  TABLES_AUTHOR: Type.String({ minLength: 1, default: 'riel deploy' }),
  LOGINS_FILE: Type.String({ default: '' }),
  KAFKA_TLS: Type.Boolean({ default: false }),
  KAFKA_SASL_USERNAME: Type.String({ default: '' }),
  KAFKA_SASL_PASSWORD: Type.String({ default: '' }),
  DEPLOY_LOCK_TIMEOUT_MILLISECONDS: Type.Integer({ minimum: 1, default: 300_000 }),
});

/** Each option of the command line stands for the variable that it overrides. */
const variableByFlag: Readonly<Record<string, string>> = {
  'kafka-brokers': 'KAFKA_BROKERS',
  'schema-registry-url': 'SCHEMA_REGISTRY_URL',
  callers: 'COMMAND_CALLERS',
  'replication-factor': 'TOPIC_REPLICATION_FACTOR',
  'min-insync-replicas': 'TOPIC_MIN_INSYNC_REPLICAS',
  tables: 'TABLES_FILE',
  author: 'TABLES_AUTHOR',
  logins: 'LOGINS_FILE',
};

/** Reads the options of `riel deploy`. Throws UsageError, RuntimeError, DeployOptionError. */
export async function deployOptions(
  words: readonly string[],
  environment: Environment,
): Promise<Omit<DeployOptions, 'print'>> {
  const read = readConfiguration(settings, { ...environment, ...variablesOf(words) });
  const loginsText = await textOf('LOGINS_FILE', read.LOGINS_FILE);
  const tables = await textOf('TABLES_FILE', read.TABLES_FILE);
  return {
    databaseUrl: read.DATABASE_URL,
    kafkaBrokers: commaList(read.KAFKA_BROKERS),
    kafkaSecurity: kafkaSecurity(read),
    schemaRegistryUrl: read.SCHEMA_REGISTRY_URL,
    callers: commaList(read.COMMAND_CALLERS).map(callerOf),
    replicationFactor: read.TOPIC_REPLICATION_FACTOR,
    minInsyncReplicas: read.TOPIC_MIN_INSYNC_REPLICAS,
    author: read.TABLES_AUTHOR,
    lockTimeoutMilliseconds: read.DEPLOY_LOCK_TIMEOUT_MILLISECONDS,
    ...(loginsText === null ? {} : { logins: loginsOf(loginsText) }),
    ...(tables === null ? {} : { tables }),
  };
}

function variablesOf(words: readonly string[]): Environment {
  const flags = Object.keys(variableByFlag).map((flag) => [flag, { type: 'string' }] as const);
  try {
    const { values } = parseArgs({
      args: [...words],
      options: Object.fromEntries(flags),
      strict: true,
    });
    const given = Object.entries(values).map(([flag, value]) => [variableByFlag[flag], value]);
    return Object.fromEntries(given) as Environment;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function kafkaSecurity(read: {
  readonly KAFKA_TLS: boolean;
  readonly KAFKA_SASL_USERNAME: string;
  readonly KAFKA_SASL_PASSWORD: string;
}): NonNullable<DeployOptions['kafkaSecurity']> {
  const tls = read.KAFKA_TLS ? { ssl: true as const } : {};
  if (read.KAFKA_SASL_USERNAME === '') return tls;
  return {
    ...tls,
    sasl: {
      mechanism: 'scram-sha-512',
      username: read.KAFKA_SASL_USERNAME,
      password: read.KAFKA_SASL_PASSWORD,
    },
  };
}

function callerOf(name: string): Caller {
  if (!isCallerName(name)) throw new CallerNameError();
  return name;
}

async function textOf(variable: string, path: string): Promise<string | null> {
  if (path === '') return null;
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new DeployOptionError(variable, 'names a file that cannot be read', error);
  }
}

function loginsOf(text: string): readonly Login[] {
  const logins = jsonOf(text);
  if (!Array.isArray(logins) || !logins.every(isLogin)) {
    throw new DeployOptionError(
      'LOGINS_FILE',
      `must be a JSON array of { user, role, password } with role one of ${groupRoles.join(', ')}`,
    );
  }
  return logins;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isLogin(value: unknown): value is Login {
  if (typeof value !== 'object' || value === null) return false;
  const { user, role, password } = value as Partial<Record<string, unknown>>;
  const isRole = groupRoles.some((each) => each === role);
  return typeof user === 'string' && isRole && typeof password === 'string' && password !== '';
}
