import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { sha256OfFile } from './checksum.ts';

const digestPath = (folder: string): string => `${folder}.sha256`;

/** Notes what the freshly unpacked folder holds, beside it. */
export async function writeUnpackedDigest(folder: string): Promise<void> {
  await writeFile(digestPath(folder), await digestOf(folder));
}

/** What the folder held when it was unpacked (null if that was not noted), and what it holds now. */
export async function readUnpackedDigest(
  folder: string,
): Promise<{ readonly expected: string | null; readonly actual: string }> {
  const expected = await readFile(digestPath(folder), 'utf8').catch(() => null);
  return { expected, actual: await digestOf(folder) };
}

/** One digest over the names and contents of all files. */
async function digestOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const digest = createHash('sha256');
  for (const path of paths) {
    digest.update(`${relative(folder, path)}\0${await sha256OfFile(path)}\n`);
  }
  return digest.digest('hex');
}
