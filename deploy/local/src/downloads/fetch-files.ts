import { rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { LocalStackError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { Say } from '../output.ts';
import { findBrokenFiles, type Manifest } from './manifest.ts';
import type { Maven } from './maven.ts';

/**
 * Brings every file of the manifest into a folder and proves each by its checksum. A file that arrives
 * broken is removed from Maven's local repository too, which would serve it again for ever, and fetched anew.
 */
export async function fetchFiles(
  manifest: Manifest,
  folder: string,
  { maven, say }: { readonly maven: Maven; readonly say: Say },
): Promise<void> {
  let failure = '';
  for (let attempt = 1; attempt <= limits.downloadAttemptsMax; attempt += 1) {
    await rm(folder, { recursive: true, force: true });
    const result = await maven.copyInto(folder);
    const broken = await findBrokenFiles(manifest, folder);
    if (result.exitCode === 0 && broken.length === 0) return;
    failure = describeFailure(result.exitCode === 0 ? '' : result.output, broken);
    if (attempt === limits.downloadAttemptsMax) break;
    say(`Download ${attempt} of at most ${limits.downloadAttemptsMax} is not good: ${failure}`);
    await forgetBrokenFiles(manifest, await maven.localRepository(), result.output);
  }
  throw new LocalStackError('RIEL_LOCAL_DOWNLOAD', failure);
}

/** What Maven says is wrong, else which files differ; a failed Maven leaves most of them missing. */
function describeFailure(mavenOutput: string, broken: readonly string[]): string {
  const errors = mavenOutput.split('\n').filter((line) => line.includes('ERROR'));
  if (errors[0] !== undefined) return errors[0].slice(0, 500);
  return `checksum differs or file is missing: ${broken.slice(0, 3).join(', ')}`;
}

/** Removes from the local repository every version folder of the manifest that does not hold its file. */
async function forgetBrokenFiles(
  manifest: Manifest,
  repository: string,
  mavenOutput: string,
): Promise<void> {
  const broken = await findBrokenFiles(manifest, repository);
  // A project description that was cut short is named by Maven, and belongs to no file of the manifest.
  const unreadable = [...mavenOutput.matchAll(/Non-(?:parseable|readable) POM (\S+\.pom)/g)]
    .map((match) => resolve(match[1] ?? ''))
    .filter((path) => path.startsWith(resolve(repository) + sep));
  for (const path of [...broken.map((file) => join(repository, file)), ...unreadable]) {
    await rm(dirname(path), { recursive: true, force: true });
  }
}
