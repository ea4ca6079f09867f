import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { processIdentity } from '../../bootstrap/process-identity.mjs';
import { readRunRecord, type RecordedProcess } from './run-record.ts';
import { signalGroup } from './signal-group.ts';

/** A run folder without a record is one whose supervisor is just starting, unless it is older. */
const UNRECORDED_AGE_MAX_MILLISECONDS = 10 * 60_000;

/**
 * Ends what killed supervisors left running and removes their folders; of the folders kept on purpose
 * it leaves the newest. Any number of runs may do this at once.
 */
export function sweepRuns(runsFolder: string, keptRunsMax: number): void {
  if (!existsSync(runsFolder)) return;
  const kept: string[] = [];
  for (const name of readdirSync(runsFolder)) {
    const runFolder = join(runsFolder, name);
    const record = readRunRecord(runFolder);
    if (record === null) {
      if (isOld(runFolder)) remove(runFolder);
    } else if (record.kept) {
      kept.push(runFolder);
    } else if (!isRunning(record.supervisor)) {
      for (const child of record.children) if (isRunning(child)) signalGroup(child.pid, 'SIGKILL');
      for (const folder of record.folders) remove(folder);
      remove(runFolder);
    }
  }
  const tooMany = Math.max(0, kept.length - keptRunsMax);
  for (const runFolder of kept.toSorted().slice(0, tooMany)) remove(runFolder);
}

function isRunning(recorded: RecordedProcess): boolean {
  return processIdentity(recorded.pid) === recorded.identity;
}

function isOld(folder: string): boolean {
  const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  return age > UNRECORDED_AGE_MAX_MILLISECONDS;
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
