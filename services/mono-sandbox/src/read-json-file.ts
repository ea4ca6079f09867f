import { readFile } from 'node:fs/promises';
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { SandboxError } from './errors.ts';

/** Reads a JSON file of a given form. Throws RIEL_SANDBOX_FILE_INVALID naming the setting, not the content. */
export async function readJsonFile<Schema extends TSchema>(
  path: string,
  setting: string,
  schema: Schema,
): Promise<Static<Schema>> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw new SandboxError('RIEL_SANDBOX_FILE_INVALID', `${setting} names no readable JSON file`);
  }
  if (Check(schema, json)) return json;
  throw new SandboxError('RIEL_SANDBOX_FILE_INVALID', `${setting} names a file of another form`);
}
