import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withFileLock } from '../../bootstrap/file-lock.mjs';
import { LocalStackError } from '../errors.ts';
import { cacheFolder, locksFolder } from '../folders.ts';
import { limits } from '../limits.ts';
import type { Say } from '../output.ts';
import { runProgram } from '../run-program.ts';
import { fetchFiles } from './fetch-files.ts';
import { findBrokenFiles, readManifest, type Manifest } from './manifest.ts';
import { createMaven, type Maven } from './maven.ts';
import { readUnpackedDigest, writeUnpackedDigest } from './unpacked-digest.ts';

/** What the Java parts of the local stack run from. */
export interface Downloads {
  readonly kafkaJars: readonly string[];
  /** Holds the registry's runner jar and its libraries. */
  readonly registryFolder: string;
}

export interface DownloadOptions {
  readonly say: Say;
  readonly manifest?: Manifest;
  readonly maven?: Maven;
  readonly cacheFolder?: string;
  readonly locksFolder?: string;
}

const file = (name: string): string =>
  fileURLToPath(new URL(`../../downloads/${name}`, import.meta.url));

const isArchive = (path: string): boolean => path.endsWith('.tar.gz');

/**
 * Gives the downloads from the cache, bringing them there first if they are not there or have been
 * damaged. One process at a time does that; the cache appears by a rename, never in part.
 */
export async function ensureDownloads(options: DownloadOptions): Promise<Downloads> {
  const manifest = options.manifest ?? readManifest(file('checksums.json'));
  const cache = options.cacheFolder ?? cacheFolder;
  const folder = join(cache, `java-${manifest.digest}`);
  if (!(await isWhole(manifest, folder))) {
    const lock = {
      waitMillisecondsMax: limits.downloadLockWaitMilliseconds,
      onWait: (pid: number) => options.say(`Waiting for process ${pid}, which downloads`),
    };
    await mkdir(cache, { recursive: true });
    await withFileLock(
      join(options.locksFolder ?? locksFolder, `download-${manifest.digest}`),
      lock,
      async () => {
        if (await isWhole(manifest, folder)) return;
        const maven = options.maven ?? createMaven(file('pom.xml'));
        await bring(manifest, folder, { maven, say: options.say });
      },
    );
  }
  return {
    kafkaJars: jarsOf(manifest).map((path) => join(folder, 'files', path)),
    registryFolder: join(folder, 'registry'),
  };
}

const jarsOf = (manifest: Manifest): readonly string[] =>
  Object.keys(manifest.files).filter((path) => !isArchive(path));

/** The archive itself is not kept once unpacked; the digest of what came out of it stands for it. */
async function isWhole(manifest: Manifest, folder: string): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const jars = Object.fromEntries(
    Object.entries(manifest.files).filter(([path]) => !isArchive(path)),
  );
  const broken = await findBrokenFiles({ ...manifest, files: jars }, join(folder, 'files'));
  if (broken.length > 0) return false;
  const { expected, actual } = await readUnpackedDigest(join(folder, 'registry'));
  return expected !== null && expected === actual;
}

async function bring(
  manifest: Manifest,
  folder: string,
  tools: { readonly maven: Maven; readonly say: Say },
): Promise<void> {
  const started = Date.now();
  tools.say('Downloading Kafka and the schema registry through Maven (once, about 150 MB)');
  // A killed run may have left a Maven that still writes: nobody uses a folder that was used before.
  const partial = `${folder}.partial-${randomBytes(4).toString('hex')}`;
  await removeLeftOvers(folder);
  await fetchFiles(manifest, join(partial, 'files'), tools);
  for (const path of Object.keys(manifest.files).filter(isArchive)) {
    await unpack(join(partial, 'files', path), join(partial, 'registry'));
    await rm(join(partial, 'files', path));
  }
  await writeUnpackedDigest(join(partial, 'registry'));
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
  tools.say(`Downloaded and verified in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

async function removeLeftOvers(folder: string): Promise<void> {
  const prefix = `${basename(folder)}.partial-`;
  for (const name of await readdir(dirname(folder))) {
    if (name.startsWith(prefix)) {
      await rm(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
}

async function unpack(archive: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const options = { timeoutMilliseconds: limits.downloadMilliseconds };
  const { exitCode, output } = await runProgram('tar', ['-xzf', archive, '-C', folder], options);
  if (exitCode === 0 && (await readdir(folder)).length > 0) return;
  throw new LocalStackError('RIEL_LOCAL_DOWNLOAD', `Unpacking failed: ${output.slice(0, 500)}`);
}
