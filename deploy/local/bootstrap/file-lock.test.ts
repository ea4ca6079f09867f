import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withFileLock } from './file-lock.mjs';
import { processIdentity } from './process-identity.mjs';

const patient = { waitMillisecondsMax: 20_000 };
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'riel-lock-'));
  path = join(folder, 'locks/one');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('works of many take turns, and nothing stays behind', async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 5 }, () => withFileLock(path, patient, work)));
  expect(most).toBe(1);
  expect(readdirSync(join(folder, 'locks'))).toEqual([]);
});

test('the lock is free again after a work that failed', async () => {
  await expect(withFileLock(path, patient, () => Promise.reject(new Error('no')))).rejects.toThrow(
    'no',
  );
  expect(existsSync(path)).toBe(false);
});

test('the lock of a process that has ended is taken over, by one at a time', async () => {
  const child = spawn('true');
  const pid = child.pid!;
  await once(child, 'exit');
  await withFileLock(join(folder, 'locks/other'), patient, () => Promise.resolve());
  writeFileSync(path, JSON.stringify({ pid, identity: 'what it was' }));
  let inside = 0;
  const work = async (): Promise<number> => {
    inside += 1;
    const seen = inside;
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    return seen;
  };
  const seen = await Promise.all([1, 2, 3].map(() => withFileLock(path, patient, work)));
  expect(seen).toEqual([1, 1, 1]);
});

test('an id that another process has got since does not count as the owner', async () => {
  await withFileLock(path, patient, () => Promise.resolve());
  writeFileSync(path, JSON.stringify({ pid: process.pid, identity: 'an earlier process' }));
  expect(await withFileLock(path, patient, () => Promise.resolve('got it'))).toBe('got it');
});

test('who waits too long is told who holds it', async () => {
  const told: number[] = [];
  const impatient = { waitMillisecondsMax: 50, onWait: (pid: number) => told.push(pid) };
  await withFileLock(path, patient, async () => {
    await expect(withFileLock(path, impatient, () => Promise.resolve())).rejects.toMatchObject({
      code: 'RIEL_LOCAL_LOCK_TIMEOUT',
      message: expect.stringContaining(String(process.pid)),
    });
  });
  expect(told).toEqual([process.pid]);
});

test('a process is known by its start, and not at all once it has ended', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const identity = processIdentity(child.pid!);
  expect(identity).not.toBeNull();
  expect(identity).toBe(processIdentity(child.pid!));
  expect(identity).not.toBe(processIdentity(process.pid));
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(processIdentity(child.pid!)).toBeNull();
});
