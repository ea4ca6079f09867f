import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { processIdentity } from './process-identity.mjs';

// A lock is a file that names its owner by process id and start. It appears by `link`, whole and only
// if it is not there yet. Who finds that the owner no longer runs may remove it, and does so under a
// guard of the same kind, after reading it once more: else the second of two that found the same dead
// owner would remove the lock that the first has just taken.

/** Between two looks at a lock that somebody holds. */
const POLL_MILLISECONDS = 100;
/** A guard is held for a few file operations; one that is older was left by a killed process. */
const GUARD_AGE_MAX_MILLISECONDS = 10_000;

export class LockTimeoutError extends Error {
  code = 'RIEL_LOCAL_LOCK_TIMEOUT';
}

/**
 * Does the work while no other process holds the lock of that path.
 * @template T
 * @param {string} path
 * @param {{ readonly waitMillisecondsMax: number, readonly onWait?: (ownerPid: number) => void }} options
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withFileLock(path, options, work) {
  await mkdir(dirname(path), { recursive: true });
  await acquire(path, options);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/**
 * @param {string} path
 * @param {{ readonly waitMillisecondsMax: number, readonly onWait?: (ownerPid: number) => void }} options
 */
async function acquire(path, options) {
  const deadline = Date.now() + options.waitMillisecondsMax;
  let told = false;
  while (!(await tryCreate(path))) {
    const owner = await readOwner(path);
    if (owner !== null && !isRunning(owner)) {
      await removeStale(path);
      continue;
    }
    if (owner !== null && !told) options.onWait?.(owner.pid);
    told ||= owner !== null;
    if (Date.now() > deadline) {
      const seconds = options.waitMillisecondsMax / 1000;
      throw new LockTimeoutError(
        `Waited ${seconds} s for process ${owner?.pid ?? 'unknown'}, which holds ${path}`,
      );
    }
    await pause(POLL_MILLISECONDS);
  }
}

/** @param {string} path */
async function tryCreate(path) {
  const own = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(
    own,
    JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) }),
  );
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
}

/** @param {string} path */
async function removeStale(path) {
  const guard = `${path}.guard`;
  if (!(await tryCreate(guard))) {
    if (await isLeftOver(guard)) await rm(guard, { force: true });
    await pause(POLL_MILLISECONDS);
    return;
  }
  try {
    const owner = await readOwner(path);
    if (owner !== null && !isRunning(owner)) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** @param {string} guard */
async function isLeftOver(guard) {
  try {
    return Date.now() - (await stat(guard)).mtimeMs > GUARD_AGE_MAX_MILLISECONDS;
  } catch {
    return false;
  }
}

/**
 * @param {string} path
 * @returns {Promise<{ readonly pid: number, readonly identity: string } | null>}
 */
async function readOwner(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** @param {{ readonly pid: number, readonly identity: string }} owner */
function isRunning(owner) {
  return processIdentity(owner.pid) === owner.identity;
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
