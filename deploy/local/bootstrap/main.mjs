import { delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entries } from './entries.mjs';
import { installPackages } from './install-packages.mjs';
import {
  describeMissingTools,
  findMissingTools,
  neededTools,
  systemKind,
} from './prerequisites.mjs';
import { runEntry } from './run-entry.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/**
 * Checks the system, installs packages, and goes on under the project's own Node.js.
 * @param {readonly string[]} commandLine the verb and its arguments
 * @returns {Promise<number>} exit status
 */
export async function bootstrap(commandLine) {
  const [verb = '', ...rest] = commandLine;
  const entry = Object.hasOwn(entries, verb) ? entries[verb] : undefined;
  if (entry === undefined) {
    process.stderr.write(`riel: "${verb}" is none of: ${Object.keys(entries).join(', ')}\n`);
    return 2;
  }
  const system = { ...process.env, PATH: systemPath() };
  const missing = findMissingTools(neededTools(process.env, entry.startsStack), system);
  if (missing.length > 0) {
    process.stderr.write(`${describeMissingTools(missing, systemKind())}\n`);
    return 1;
  }
  await installPackages(root, system);
  return runEntry({ root, entry, rest });
}

/**
 * npm puts node_modules/.bin in front, where a Node.js lies that npm ci is about to replace: npm has
 * to run under the system's own.
 */
function systemPath() {
  const binaries = join('node_modules', '.bin');
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.filter((folder) => !folder.endsWith(sep + binaries)).join(delimiter);
}
