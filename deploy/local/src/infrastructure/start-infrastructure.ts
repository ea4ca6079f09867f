import { ensureDownloads, type Downloads } from '../downloads/ensure-downloads.ts';
import type { Environment } from '../environment.ts';
import { sayNothing, type Say } from '../output.ts';
import { startRun, type Run } from '../run.ts';
import type { Keep } from '../supervision/messages.ts';
import { givenBrokers, givenDatabase, givenRegistry } from './given-addresses.ts';
import { startKafka } from './kafka.ts';
import { startPostgres, type PostgresServer } from './postgres.ts';
import { startRegistry } from './registry.ts';

/** The parts that services stand on, and where they answer. */
export interface Infrastructure {
  /** Of a superuser, naming an empty database `riel` unless DATABASE_URL named another. */
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[];
  /** Of the Confluent API. */
  readonly schemaRegistryUrl: string;
  /** The started server; null if its address was given. */
  readonly postgres: PostgresServer | null;
  /** The run that the started parts belong to; null if all addresses were given. */
  readonly run: Run | null;
  /** Ends the started parts and, unless a run was handed in, that run. */
  stop(keep?: Keep): Promise<void>;
}

export interface InfrastructureOptions {
  /** A run to start the parts in; it then ends them too. */
  readonly run?: Run;
  /** May name parts that run already: DATABASE_URL, KAFKA_BROKERS, SCHEMA_REGISTRY_URL. */
  readonly environment?: Environment;
  readonly say?: Say;
}

/** Brings up PostgreSQL, Kafka and the schema registry side by side, except for those that are given. */
export async function startInfrastructure(
  options: InfrastructureOptions = {},
): Promise<Infrastructure> {
  const environment = options.environment ?? process.env;
  const given = {
    database: await givenDatabase(environment),
    brokers: await givenBrokers(environment),
    registry: await givenRegistry(environment),
  };
  const isWholeGiven = Object.values(given).every((address) => address !== null);
  const run = options.run ?? (isWholeGiven ? null : await startRun());
  const stop = async (keep: Keep = 'nothing'): Promise<void> => {
    if (options.run === undefined) await run?.supervisor.end(keep);
  };
  if (run === null) return { ...addressesOf(given), postgres: null, run, stop };
  try {
    const started = await startMissing(given, run, { environment, say: options.say ?? sayNothing });
    return { ...addressesOf(started), postgres: started.postgres, run, stop };
  } catch (error) {
    await stop('logs');
    throw error;
  }
}

type Addresses<T> = { readonly database: T; readonly brokers: T; readonly registry: T };

function addressesOf(addresses: Addresses<string | null>) {
  return {
    databaseUrl: addresses.database ?? '',
    kafkaBrokers: (addresses.brokers ?? '').split(',').map((broker) => broker.trim()),
    schemaRegistryUrl: addresses.registry ?? '',
  };
}

async function startMissing(
  given: Addresses<string | null>,
  run: Run,
  { environment, say }: { readonly environment: Environment; readonly say: Say },
): Promise<Addresses<string> & { readonly postgres: PostgresServer | null }> {
  const isJavaNeeded = given.brokers === null || given.registry === null;
  const downloads = isJavaNeeded ? ensureDownloads({ say }) : null;
  // Each part reports for itself; the first that fails decides, after all have had their say.
  const parts = await Promise.allSettled([
    given.database === null ? startPostgres(run, environment) : null,
    given.brokers ??
      withDownloads(downloads, ({ kafkaJars }) => startKafka(run, kafkaJars, environment)),
    given.registry ??
      withDownloads(downloads, ({ registryFolder }) =>
        startRegistry(run, registryFolder, environment),
      ),
  ]);
  const [server, brokers, registry] = parts;
  const postgres = valueOf(server);
  return {
    postgres,
    database: postgres?.url ?? given.database ?? '',
    brokers: valueOf(brokers),
    registry: valueOf(registry),
  };
}

function valueOf<T>(part: PromiseSettledResult<T>): T {
  if (part.status === 'rejected') throw part.reason;
  return part.value;
}

async function withDownloads(
  downloads: Promise<Downloads> | null,
  start: (downloads: Downloads) => Promise<string>,
): Promise<string> {
  if (downloads === null) throw new Error('Downloads are needed but were not asked for');
  return start(await downloads);
}
