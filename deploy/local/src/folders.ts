import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Top of the repository, as an absolute path without a slash at its end. */
export const rootFolder = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');

/** Holds downloads, run folders and locks; never committed. */
export const rielFolder = join(rootFolder, '.riel');

export const cacheFolder = join(rielFolder, 'cache');
export const runsFolder = join(rielFolder, 'runs');
export const locksFolder = join(rielFolder, 'locks');
export const stackFile = join(rielFolder, 'stack.json');

/** Name of a new run: sorts by time, and differs for runs of the same second. */
export function newRunId(now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `${time}-${randomBytes(4).toString('hex')}`;
}
