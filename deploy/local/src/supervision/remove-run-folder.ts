import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Keep } from './messages.ts';

/** What a kept folder without data still holds. */
const keptEntries = new Set(['logs', 'run.json']);

/** Removes a run folder, or what is data in it. Does nothing if it is gone. */
export function removeRunFolder(runFolder: string, keep: Keep): void {
  if (keep === 'all') return;
  if (keep === 'nothing') {
    rmSync(runFolder, { recursive: true, force: true });
    return;
  }
  for (const entry of readdirSync(runFolder)) {
    if (!keptEntries.has(entry)) rmSync(join(runFolder, entry), { recursive: true, force: true });
  }
}
