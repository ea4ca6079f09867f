import { join } from 'node:path';
import { newRunId, runsFolder } from './folders.ts';
import { limits } from './limits.ts';
import type { ChildSpec } from './supervision/child-spec.ts';
import { startSupervisor, type Supervisor } from './supervision/supervisor.ts';
import { sweepRuns } from './supervision/sweep-runs.ts';

/** One run of the local stack: a folder and the processes that belong to it. */
export interface Run {
  readonly id: string;
  readonly folder: string;
  readonly supervisor: Supervisor;
}

/** What differs from child to child of a run. */
export type RunChild = Omit<ChildSpec, 'logFile' | 'workingFolder'>;

/** Begins a run, after cleaning up behind runs that were killed with their supervisor. */
export async function startRun(): Promise<Run> {
  sweepRuns(runsFolder, limits.keptRunsMax);
  const id = newRunId(new Date());
  const folder = join(runsFolder, id);
  return { id, folder, supervisor: await startSupervisor(folder) };
}

/** Where a child of the run logs. */
export function logFileOf(run: Run, name: string): string {
  return join(run.folder, 'logs', `${name}.log`);
}
