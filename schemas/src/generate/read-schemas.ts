import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { AvroRecord, SchemaFile } from './avro-schema.ts';

/** Reads every `.avsc` below a folder, in the order of their paths. */
export async function readSchemas(folder: string): Promise<readonly SchemaFile[]> {
  const names = await readdir(folder, { recursive: true });
  const paths = names.filter((name) => name.endsWith('.avsc')).toSorted();
  return Promise.all(
    paths.map(async (path) => ({
      path,
      schema: JSON.parse(await readFile(join(folder, path), 'utf8')) as AvroRecord,
    })),
  );
}
