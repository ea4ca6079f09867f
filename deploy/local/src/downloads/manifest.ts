import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256OfFile } from './checksum.ts';

/** What is to be downloaded, with the SHA-256 of each file by its path in a Maven repository. */
export interface Manifest {
  readonly files: Readonly<Record<string, string>>;
  /** Names this set of files: another set is kept beside it, not over it. */
  readonly digest: string;
}

/** Reads a manifest such as deploy/local/downloads/checksums.json. */
export function readManifest(path: string): Manifest {
  const { files } = JSON.parse(readFileSync(path, 'utf8')) as Pick<Manifest, 'files'>;
  const digest = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
  return { files, digest };
}

/** Paths of the manifest whose files under that folder are missing, cut short or changed. */
export async function findBrokenFiles(
  manifest: Manifest,
  folder: string,
): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const [path, expected] of Object.entries(manifest.files)) {
    if ((await sha256OfFile(join(folder, path))) !== expected) broken.push(path);
  }
  return broken;
}
