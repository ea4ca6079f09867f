import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import type { Environment } from '@riel/runtime';

import { UsageError } from '../errors.ts';

/** Reads a file that the command line names, from where the user stands. Throws UsageError. */
export async function readGivenFile(path: string, environment: Environment): Promise<string> {
  try {
    return await readFile(givenPath(path, environment), 'utf8');
  } catch {
    throw new UsageError(`the file ${JSON.stringify(path)} cannot be read`);
  }
}

/** A path that the command line names, from where the user stands. */
export function givenPath(path: string, environment: Environment): string {
  // npm runs scripts in the folder of the package and remembers where it was called.
  return resolve(environment['INIT_CWD'] || process.cwd(), path);
}
