import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A process, and what tells it from a later one with the same id. */
export interface RecordedProcess {
  readonly name: string;
  readonly pid: number;
  readonly identity: string;
}

/** What a run owns, written down so that the next run can clean up after a killed supervisor. */
export interface RunRecord {
  readonly supervisor: RecordedProcess;
  readonly children: readonly RecordedProcess[];
  /** Folders outside the run folder. */
  readonly folders: readonly string[];
  /** True once the run has ended and its folder stays on purpose. */
  readonly kept: boolean;
}

const recordPath = (runFolder: string): string => join(runFolder, 'run.json');

/** Replaces the record as a whole: a reader never sees half of one. */
export function writeRunRecord(runFolder: string, record: RunRecord): void {
  const path = recordPath(runFolder);
  writeFileSync(`${path}.new`, JSON.stringify(record, null, 2));
  renameSync(`${path}.new`, path);
}

/** The record of a run folder; null while there is none. */
export function readRunRecord(runFolder: string): RunRecord | null {
  try {
    return JSON.parse(readFileSync(recordPath(runFolder), 'utf8')) as RunRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
