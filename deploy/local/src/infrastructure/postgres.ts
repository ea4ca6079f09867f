import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { baseEnvironment, type Environment } from '../environment.ts';
import { LocalStackError } from '../errors.ts';
import { limits } from '../limits.ts';
import { logFileOf, type Run } from '../run.ts';
import type { SupervisedChild } from '../supervision/supervisor.ts';
import { runProgram } from '../run-program.ts';
import { freePort } from './free-port.ts';
import { isReachableBy, type SystemUser } from './reachable.ts';
import { postgresAnswers } from './postgres-answers.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { postgresArguments } from './postgres-settings.ts';
import { serverUser } from './server-user.ts';
import { waitUntil } from './wait-until.ts';

const SUPERUSER = 'riel';
const DATABASE = 'riel';

/** What one server is started from. */
interface Cluster {
  readonly binaries: string;
  readonly dataFolder: string;
  readonly user: SystemUser | null;
  readonly password: string;
}

/** A PostgreSQL server of a run's own. */
export interface PostgresServer {
  /** Of a superuser, naming an empty database. */
  readonly url: string;
  /** Belongs to the user that the server runs as. Leave it alone while the server runs. */
  readonly dataFolder: string;
  /** Ends all sessions and the server, in order. */
  stop(): Promise<void>;
  /** Starts it on its data folder again, on the same port. */
  start(): Promise<void>;
}

/** Starts a PostgreSQL server of this run's own. */
export async function startPostgres(run: Run, environment: Environment): Promise<PostgresServer> {
  const cluster = await initialise(run, environment);
  for (let attempt = 1; attempt <= limits.portAttemptsMax; attempt += 1) {
    const port = await freePort();
    const child = await tryStart(run, cluster, { port, environment });
    if (child === null) continue;
    const serverUrl = urlOf(cluster, port);
    return serverOf(child, {
      url: await createDatabase(serverUrl),
      dataFolder: cluster.dataFolder,
      startAgain: async () => await tryStart(run, cluster, { port, environment }),
    });
  }
  const message = `postgres lost ${limits.portAttemptsMax} free ports to other programs in a row`;
  throw new LocalStackError('RIEL_LOCAL_PORT_TAKEN', message);
}

interface Startable {
  readonly url: string;
  readonly dataFolder: string;
  readonly startAgain: () => Promise<SupervisedChild | null>;
}

function serverOf(
  first: SupervisedChild,
  { url, dataFolder, startAgain }: Startable,
): PostgresServer {
  let child = first;
  return {
    url,
    dataFolder,
    stop: () => child.stop(),
    start: async () => {
      const started = await startAgain();
      if (started === null) {
        const message = 'another program has taken the port of postgres while it was stopped';
        throw new LocalStackError('RIEL_LOCAL_PORT_TAKEN', message);
      }
      child = started;
    },
  };
}

const urlOf = ({ password }: Cluster, port: number): string =>
  `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;

async function initialise(run: Run, environment: Environment): Promise<Cluster> {
  const user = await serverUser();
  const binaries = await postgresBinaries(user);
  const home = user === null ? ownHome(run) : homeOf(user, run);
  const password = randomBytes(18).toString('base64url');
  const passwordFile = join(home, 'password');
  const dataFolder = join(home, 'data');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user !== null) chownSync(passwordFile, user.uid, user.gid);
  const options = [
    `--pgdata=${dataFolder}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The same order of text on every system, whatever its C library.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-sync',
    '--no-instructions',
  ];
  const { exitCode, output } = await runProgram(join(binaries, 'bin/initdb'), options, {
    timeoutMilliseconds: limits.postgresInitMilliseconds,
    workingFolder: home,
    environment: baseEnvironment(environment),
    ...(user === null ? {} : { user }),
  });
  if (exitCode === 0) return { binaries, dataFolder, user, password };
  throw new LocalStackError('RIEL_LOCAL_PART_ENDED', `initdb failed:\n${output.slice(-2_000)}`);
}

function ownHome(run: Run): string {
  const home = join(run.folder, 'postgres');
  mkdirSync(home, { mode: 0o700 });
  return home;
}

/** Another user cannot be let into the run folder, which holds keys: the data lie outside. */
function homeOf(user: SystemUser, run: Run): string {
  const parent = ['/var/tmp', tmpdir(), '/tmp'].find(
    (folder) => existsSync(folder) && isReachableBy(user, folder),
  );
  const home = mkdtempSync(join(parent ?? tmpdir(), `riel-${run.id}-`));
  run.supervisor.ownFolder(home);
  chownSync(home, user.uid, user.gid);
  return home;
}

/** The running server, or null if another program took the port between its choice and its use. */
async function tryStart(
  run: Run,
  cluster: Cluster,
  { port, environment }: { readonly port: number; readonly environment: Environment },
): Promise<SupervisedChild | null> {
  const logFile = logFileOf(run, 'postgres');
  const child = await run.supervisor.start({
    name: 'postgres',
    wave: 'infrastructure',
    command: join(cluster.binaries, 'bin/postgres'),
    arguments: postgresArguments(cluster.dataFolder, port),
    environment: baseEnvironment(environment),
    workingFolder: cluster.dataFolder,
    logFile,
    // Ends sessions instead of waiting for them.
    stopSignal: 'SIGINT',
    ...(cluster.user === null ? {} : { user: cluster.user }),
  });
  const url = urlOf(cluster, port);
  const limitMilliseconds = limits.postgresStartMilliseconds;
  const isReady = async (): Promise<true | null> => ((await postgresAnswers(url)) ? true : null);
  try {
    await waitUntil(isReady, { child, logFile, limitMilliseconds });
    return child;
  } catch (error) {
    if (/could not bind|Address already in use/.test(readFileSync(logFile, 'utf8'))) return null;
    throw error;
  }
}

async function createDatabase(serverUrl: string): Promise<string> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${DATABASE}`;
  return url.href;
}
