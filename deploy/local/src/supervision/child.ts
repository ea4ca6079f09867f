import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { processIdentity } from '../../bootstrap/process-identity.mjs';
import { limits } from '../limits.ts';
import type { ChildExit, ChildSpec } from './child-spec.ts';
import type { RecordedProcess } from './run-record.ts';
import { signalGroup } from './signal-group.ts';

/** A running child, in a process group of its own: a Ctrl-C in the terminal does not reach it. */
export interface Child {
  readonly spec: ChildSpec;
  readonly record: RecordedProcess;
  readonly exited: Promise<ChildExit>;
  /** Ends it: by the signal (its own stop signal if null), after the limit by SIGKILL. */
  stop(signal: NodeJS.Signals | null): Promise<void>;
}

/** Starts a child. Rejects with the system's error if its program cannot be run. */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const log = openSync(spec.logFile, 'a', 0o600);
  const started = spawn(spec.command, spec.arguments, {
    cwd: spec.workingFolder,
    env: spec.environment,
    stdio: ['ignore', log, log],
    detached: true,
    ...spec.user,
  });
  closeSync(log);
  const exited = exitOf(started);
  const pid = await pidOf(started);
  const record = { name: spec.name, pid, identity: processIdentity(pid) ?? 'ended' };
  return {
    spec,
    record,
    exited,
    stop: async (signal) => {
      const limitMilliseconds = spec.stopLimitMilliseconds ?? limits.childStopMilliseconds;
      signalGroup(pid, signal ?? spec.stopSignal);
      const limit = setTimeout(() => signalGroup(pid, 'SIGKILL'), limitMilliseconds);
      await exited;
      clearTimeout(limit);
      // The leader is gone; what it left behind in its group goes too.
      signalGroup(pid, 'SIGKILL');
    },
  };
}

function exitOf(started: ChildProcess): Promise<ChildExit> {
  return new Promise((resolve) => {
    started.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

function pidOf(started: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    started.once('error', reject);
    started.once('spawn', () => {
      if (started.pid === undefined) reject(new Error('A started process has no id'));
      else resolve(started.pid);
    });
  });
}
