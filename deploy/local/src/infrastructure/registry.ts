import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseEnvironment, javaCommand, type Environment } from '../environment.ts';
import { LocalStackError } from '../errors.ts';
import { limits } from '../limits.ts';
import { logFileOf, type Run } from '../run.ts';
import { javaOptions } from './java-options.ts';
import { registryAnswers } from './registry-answers.ts';
import { waitUntil } from './wait-until.ts';

const HEAP_MEGABYTES_MAX = 256;

/** Starts a schema registry of this run's own and answers with its Confluent address. */
export async function startRegistry(
  run: Run,
  registryFolder: string,
  environment: Environment,
): Promise<string> {
  const folder = join(run.folder, 'registry');
  mkdirSync(folder);
  const logFile = logFileOf(run, 'registry');
  const child = await run.supervisor.start({
    name: 'registry',
    wave: 'infrastructure',
    command: javaCommand(environment),
    arguments: [...javaOptions(HEAP_MEGABYTES_MAX), '-jar', runnerJar(registryFolder)],
    environment: {
      ...baseEnvironment(environment),
      QUARKUS_HTTP_HOST: '127.0.0.1',
      QUARKUS_HTTP_PORT: '0',
      QUARKUS_HTTP_ACCESS_LOG_ENABLED: 'false',
      // The line that names the port is at this level.
      QUARKUS_LOG_CATEGORY__IO_QUARKUS__LEVEL: 'INFO',
      APICURIO_STORAGE_KIND: 'sql',
      APICURIO_STORAGE_SQL_KIND: 'h2',
    },
    workingFolder: folder,
    logFile,
    stopSignal: 'SIGTERM',
  });
  const wait = { child, logFile, limitMilliseconds: limits.registryStartMilliseconds };
  const root = await waitUntil(() => listeningAddress(readFileSync(logFile, 'utf8')), wait);
  const url = `${root}/apis/ccompat/v7`;
  await waitUntil(async () => ((await registryAnswers(url)) ? url : null), wait);
  return url;
}

/** Where the registry listens, once its log says so. */
export function listeningAddress(log: string): string | null {
  return /Listening on: (http:\/\/\S+:\d+)/.exec(log)?.[1] ?? null;
}

function runnerJar(registryFolder: string): string {
  const jar = readdirSync(registryFolder).find((name) => name.endsWith('-runner.jar'));
  if (jar !== undefined) return join(registryFolder, jar);
  throw new LocalStackError('RIEL_LOCAL_BINARIES', `${registryFolder} holds no runner jar`);
}
