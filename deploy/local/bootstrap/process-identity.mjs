import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What a running process is known by beside its id, which the system gives out again: the time of its start.
 * Null if no such process runs; one that has ended and only waits to be reaped does not run.
 * @param {number} pid
 * @returns {string | null}
 */
export function processIdentity(pid) {
  return process.platform === 'linux' ? identityByProc(pid) : identityByPs(pid);
}

/**
 * The process that started this one, or that took it over. Null if it cannot be told.
 * @param {number} pid
 * @returns {{ readonly pid: number, readonly name: string, readonly parentPid: number } | null}
 */
export function processEntry(pid) {
  if (process.platform === 'linux') {
    const stat = readStat(pid);
    return stat === null ? null : { pid, name: stat.name, parentPid: Number(stat.fields[1]) };
  }
  const line = readPs(pid, 'ppid=,comm=');
  const match = line === null ? null : /^(\d+)\s+(.+)$/.exec(line);
  return match === null ? null : { pid, name: baseName(match[2]), parentPid: Number(match[1]) };
}

/** @param {number} pid */
function identityByProc(pid) {
  const stat = readStat(pid);
  if (stat === null || stat.fields[0] === 'Z' || stat.fields[0] === 'X') return null;
  // The start is counted from boot, so the boot belongs to it.
  return `${bootId()}:${stat.fields[19]}`;
}

/**
 * Fields of /proc/<pid>/stat after the name, which may itself hold spaces and parentheses.
 * @param {number} pid
 */
function readStat(pid) {
  let text;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  const end = text.lastIndexOf(')');
  return { name: text.slice(text.indexOf('(') + 1, end), fields: text.slice(end + 2).split(' ') };
}

/** @type {string | undefined} */
let knownBootId;

function bootId() {
  knownBootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return knownBootId;
}

/** @param {number} pid */
function identityByPs(pid) {
  const line = readPs(pid, 'stat=,lstart=');
  return line === null || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
}

/**
 * @param {number} pid
 * @param {string} columns
 */
function readPs(pid, columns) {
  try {
    const options = /** @type {const} */ ({
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const line = execFileSync('ps', ['-o', columns, '-p', String(pid)], options).trim();
    return line === '' ? null : line;
  } catch {
    return null;
  }
}

/** @param {string | undefined} path */
function baseName(path) {
  return (path ?? '').split('/').pop() ?? '';
}
