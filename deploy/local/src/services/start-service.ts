import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNodeOptions } from '@riel/runtime';
import { baseEnvironment, type Environment } from '../environment.ts';
import { cacheFolder, rootFolder } from '../folders.ts';
import { waitUntil } from '../infrastructure/wait-until.ts';
import { limits } from '../limits.ts';
import { logFileOf, type Run } from '../run.ts';
import type { SupervisedChild } from '../supervision/supervisor.ts';
import { serviceMain, type ServiceName } from './service-names.ts';

/** A service that has said it is ready. */
export interface RunningService {
  readonly name: ServiceName;
  /** Absent if it serves no HTTP beside its admin port. */
  readonly httpUrl?: string;
  readonly adminUrl: string;
  readonly child: SupervisedChild;
}

export interface StartServiceOptions {
  readonly run: Run;
  readonly settings: Readonly<Record<string, string>>;
  /** What LOG_LEVEL and the base of the child's environment are taken from. */
  readonly environment: Environment;
}

/** Starts a service as a process under the Node.js that runs this one, and waits until it is ready. */
export async function startService(
  name: ServiceName,
  { run, settings, environment }: StartServiceOptions,
): Promise<RunningService> {
  const readyFolder = join(run.folder, 'ready');
  const readyFile = join(readyFolder, `${name}.json`);
  const logFile = logFileOf(run, name);
  mkdirSync(readyFolder, { recursive: true });
  rmSync(readyFile, { force: true });
  const child = await run.supervisor.start({
    name,
    wave: 'service',
    command: process.execPath,
    arguments: [serviceMain(name)],
    environment: {
      ...baseEnvironment(environment),
      RIEL_ENV: 'local',
      LOG_LEVEL: environment['LOG_LEVEL'] ?? 'info',
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: '0',
      ADMIN_PORT: '0',
      READY_FILE: readyFile,
      NODE_OPTIONS: serviceNodeOptions,
      // Halves the time that a service takes to load.
      NODE_COMPILE_CACHE: join(cacheFolder, 'node'),
      ...settings,
    },
    workingFolder: rootFolder,
    logFile,
    stopSignal: 'SIGTERM',
  });
  // The file is written whole or not at all.
  const readAddresses = (): Addresses | null =>
    existsSync(readyFile) ? (JSON.parse(readFileSync(readyFile, 'utf8')) as Addresses) : null;
  const wait = { child, logFile, limitMilliseconds: limits.serviceStartMilliseconds };
  const { httpUrl, adminUrl } = await waitUntil(readAddresses, wait);
  return { name, adminUrl, child, ...(httpUrl === undefined ? {} : { httpUrl }) };
}

interface Addresses {
  readonly httpUrl?: string;
  readonly adminUrl: string;
}
