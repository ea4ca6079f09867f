import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFileLock } from './file-lock.mjs';

/** A first install on a slow line takes minutes; who waits longer than this waits for a stuck one. */
const INSTALL_WAIT_MILLISECONDS_MAX = 15 * 60_000;

export class InstallError extends Error {
  code = 'RIEL_LOCAL_INSTALL';
}

/**
 * Installs what package-lock.json names if node_modules does not hold exactly that. One process at a
 * time does it; another that comes meanwhile waits and finds it done.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 */
export async function installPackages(root, environment) {
  if (isInstalled(root)) return;
  const options = {
    waitMillisecondsMax: INSTALL_WAIT_MILLISECONDS_MAX,
    onWait: (/** @type {number} */ pid) =>
      say(`Waiting for process ${pid}, which installs packages`),
  };
  await withFileLock(join(root, '.riel/locks/install'), options, async () => {
    if (isInstalled(root)) return;
    say('Installing packages (npm ci)');
    await runNpm(root, environment);
    writeFileSync(stampPath(root), stampOf(root));
  });
}

/**
 * The stamp lies in node_modules, so it goes when npm ci begins by removing that folder.
 * @param {string} root
 */
const stampPath = (root) => join(root, 'node_modules/.riel-installed');

/** @param {string} root */
function stampOf(root) {
  const digest = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  return `${process.platform}-${process.arch} ${digest.digest('hex')}\n`;
}

/** @param {string} root */
function isInstalled(root) {
  if (!existsSync(join(root, 'node_modules/node/bin/node'))) return false;
  if (existsSync(stampPath(root)) && readFileSync(stampPath(root), 'utf8') === stampOf(root)) {
    return true;
  }
  // Who ran npm himself has no stamp, but npm's own record of what it put there.
  if (!isCoveredByRecord(root)) return false;
  writeFileSync(stampPath(root), stampOf(root));
  return true;
}

/** @param {string} root */
function isCoveredByRecord(root) {
  const recordPath = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(recordPath)) return false;
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(recordPath);
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    const installed = present[path];
    if (installed === undefined) return entry.optional === true;
    return installed.version === entry.version && installed.integrity === entry.integrity;
  });
}

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }>}
 */
function packagesOf(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 */
function runNpm(root, environment) {
  const npm = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  return new Promise((resolve, reject) => {
    const child = spawn('npm', npm, { cwd: root, env: environment, stdio: ['ignore', 2, 2] });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) resolve(undefined);
      else reject(new InstallError(`npm ci ended with ${signal ?? `status ${code}`}`));
    });
  });
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`);
}
