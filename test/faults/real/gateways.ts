import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Run } from '@riel/local-stack';
import { startServiceProcess, type ServiceProcess } from '../../support/start-process.ts';

const AGAIN_MILLISECONDS = 200;

export const instances = ['first', 'second'] as const;
export type Instance = (typeof instances)[number];

/** Two gateways on one database, one log and one Mono, each a process of its own. */
export interface Gateways {
  /** The admin API of one that lives. */
  httpUrl(): string;
  /** The admin APIs of all that live. */
  httpUrls(): readonly string[];
  /** Where all that live tell of themselves. */
  adminUrls(): readonly string[];
  /** Kills with SIGKILL, all at the same moment, and starts them again. */
  killAndRestart(victims: readonly Instance[]): Promise<void>;
  /** Kills with SIGKILL and leaves it so. */
  kill(victims: readonly Instance[]): Promise<void>;
  start(which: readonly Instance[]): Promise<void>;
  stop(): Promise<void>;
}

/** Starts both. One that ends by itself is started again, as an orchestrator would. */
export async function startGateways(
  run: Run,
  environment: Readonly<Record<string, string>>,
): Promise<Gateways> {
  const living = new Map<Instance, ServiceProcess>();
  const startOne = async (name: Instance): Promise<void> => {
    const which = { service: 'mono-gateway', instance: `gateway-${name}` };
    // Starts are most of what a run costs.
    const NODE_COMPILE_CACHE = join(run.folder, 'compile-cache');
    const settings = { ...environment, NODE_COMPILE_CACHE };
    const process = await startServiceProcess(run, which, settings);
    living.set(name, process);
    void startAgain(name, process);
  };
  const startAgain = async (name: Instance, process: ServiceProcess): Promise<void> => {
    await process.child.exited;
    while (living.get(name) === process) {
      // What it needs may be away just now, as whatever ended it.
      await startOne(name).catch(async () => await wait(AGAIN_MILLISECONDS));
    }
  };
  const start = async (which: readonly Instance[]): Promise<void> => {
    await Promise.all(which.map(startOne));
  };
  const end = async (which: readonly Instance[], signal?: NodeJS.Signals): Promise<void> => {
    const ending = which.flatMap((name) => living.get(name) ?? []);
    for (const name of which) living.delete(name);
    await Promise.all(ending.map(({ child }) => child.stop(signal)));
  };
  await start(instances);
  return {
    start,
    httpUrl: () => [...living.values()][0]?.httpUrl ?? 'http://127.0.0.1:1',
    httpUrls: () => [...living.values()].map(({ httpUrl }) => httpUrl),
    adminUrls: () => [...living.values()].map(({ adminUrl }) => adminUrl),
    kill: (victims) => end(victims, 'SIGKILL'),
    killAndRestart: async (victims) => {
      await end(victims, 'SIGKILL');
      await start(victims);
    },
    stop: () => end(instances),
  };
}
