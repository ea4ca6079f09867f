import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Run, SupervisedChild } from '@riel/local-stack';
import { serviceNodeOptions } from '@riel/runtime';

/** A service that runs as a process of its own. */
export interface ServiceProcess {
  readonly httpUrl: string;
  readonly adminUrl: string;
  readonly pid: number;
  readonly child: SupervisedChild;
}

const top = fileURLToPath(new URL('../..', import.meta.url));
const START_MILLISECONDS_MAX = 60_000;
const POLL_MILLISECONDS = 25;
const LOG_CHARACTERS = 2_000;

/** A service, or one of several instances of it in a run. */
export type WhichService = string | { readonly service: string; readonly instance: string };

/** Starts `services/<name>` in a run and waits until it says that it is ready. */
export function startServiceProcess(
  run: Run,
  which: WhichService,
  environment: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const { service, instance } =
    typeof which === 'string' ? { service: which, instance: which } : which;
  return startProgram(run, {
    name: instance,
    main: join(top, 'services', service, 'src/main.ts'),
    environment,
  });
}

/** A program that writes its addresses into READY_FILE as services do. */
export interface Program {
  readonly name: string;
  /** File of its source. */
  readonly main: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts a program in a run and waits until it says that it is ready. */
export async function startProgram(
  run: Run,
  { name, main, environment }: Program,
): Promise<ServiceProcess> {
  const readyFile = join(run.folder, `${name}.ready.json`);
  const logFile = join(run.folder, 'logs', `${name}.log`);
  // One that was killed has left its own.
  rmSync(readyFile, { force: true });
  const child = await run.supervisor.start({
    name,
    wave: 'service',
    command: process.execPath,
    arguments: [main],
    environment: {
      PATH: process.env['PATH'] ?? '',
      TZ: 'UTC',
      NODE_OPTIONS: serviceNodeOptions,
      READY_FILE: readyFile,
      ...environment,
    },
    workingFolder: top,
    logFile,
    stopSignal: 'SIGTERM',
  });
  let hasEnded = false;
  void child.exited.finally(() => {
    hasEnded = true;
  });
  const deadline = Date.now() + START_MILLISECONDS_MAX;
  while (!existsSync(readyFile)) {
    if (hasEnded || Date.now() > deadline) {
      const said = existsSync(logFile) ? readFileSync(logFile, 'utf8').slice(-LOG_CHARACTERS) : '';
      throw new Error(`${name} did not become ready:\n${said}`);
    }
    await wait(POLL_MILLISECONDS);
  }
  const ready = JSON.parse(readFileSync(readyFile, 'utf8')) as Omit<ServiceProcess, 'child'>;
  return { ...ready, child };
}
