import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { topics } from '../topics.ts';
import { asyncapi } from './asyncapi.ts';
import { checkSchemas } from './check-schemas.ts';
import { readSchemas } from './read-schemas.ts';
import { typescriptEvents, typescriptSchemas } from './typescript-events.ts';

/** Content of each generated file by its path below the folder of the schemas package. */
export type Outputs = ReadonlyMap<string, string>;

/** Generates everything in memory. Throws SchemaRuleError if a schema breaks a rule. */
export async function generateOutputs(folder: string): Promise<Outputs> {
  const files = await readSchemas(join(folder, 'avro'));
  checkSchemas(files);
  return new Map([
    ['src/generated/events.ts', typescriptEvents(files, topics)],
    ['src/generated/event-schemas.ts', typescriptSchemas(files)],
    ['asyncapi.yaml', asyncapi(files)],
  ]);
}

/** Paths whose content on disk is missing or differs. */
export async function differingPaths(folder: string, outputs: Outputs): Promise<readonly string[]> {
  const differing: string[] = [];
  for (const [path, content] of outputs) {
    if ((await readIfThere(join(folder, path))) !== content) differing.push(path);
  }
  return differing;
}

export async function writeOutputs(folder: string, outputs: Outputs): Promise<void> {
  for (const [path, content] of outputs) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
