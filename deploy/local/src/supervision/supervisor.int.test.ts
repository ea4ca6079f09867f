import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { processIdentity } from '../../bootstrap/process-identity.mjs';
import { processesOfGroups } from '../testing/process-group.ts';
import { readRunRecord, type RunRecord } from './run-record.ts';
import { sweepRuns } from './sweep-runs.ts';

const parentFile = fileURLToPath(new URL('../testing/supervised-parent.ts', import.meta.url));
const patient = { timeout: 30_000, interval: 50 };

let folder: string;
let runFolder: string;
let ownFolder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'riel-supervisor-'));
  runFolder = join(folder, 'runs/one');
  ownFolder = join(folder, 'elsewhere');
  mkdirSync(ownFolder);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function startParent(way: string): Promise<{ parent: ChildProcess; record: RunRecord }> {
  const parent = spawn(process.execPath, [parentFile, runFolder, ownFolder, way], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [text] = (await once(parent.stdout, 'data')) as [Buffer];
  return { parent, record: JSON.parse(text.toString()) as RunRecord };
}

function leftOver(record: RunRecord): readonly number[] {
  const groups = [...record.children, record.supervisor].map((recorded) => recorded.pid);
  return processesOfGroups(groups);
}

async function expectNoneLeft(record: RunRecord): Promise<void> {
  await vi.waitFor(() => expect(leftOver(record)).toEqual([]), patient);
  for (const child of [...record.children, record.supervisor]) {
    expect(processIdentity(child.pid)).not.toBe(child.identity);
  }
}

test('the children run under a supervisor until the parent ends', async () => {
  const { parent, record } = await startParent('wait');
  expect(record.children.map((child) => child.name)).toEqual(['plain', 'family', 'stubborn']);
  // Two sleeps and a shell in the family, a shell and maybe a sleep in the stubborn one.
  expect(leftOver(record).length).toBeGreaterThanOrEqual(6);
  for (const child of [...record.children, record.supervisor]) {
    expect(processIdentity(child.pid)).toBe(child.identity);
  }
  parent.kill('SIGKILL');
  await expectNoneLeft(record);
});

test.each([
  ['an exit', 'exit', null],
  ['an uncaught exception', 'crash', null],
  ['SIGINT', 'wait', 'SIGINT'],
  ['SIGTERM', 'wait', 'SIGTERM'],
  ['SIGHUP', 'wait', 'SIGHUP'],
  ['SIGKILL', 'wait', 'SIGKILL'],
] as const)('no process is left after %s of the parent, and only logs', async (_, way, signal) => {
  const { parent, record } = await startParent(way);
  if (signal !== null) parent.kill(signal);
  await expectNoneLeft(record);
  expect(readdirSync(runFolder).toSorted()).toEqual(['logs', 'run.json']);
  expect(readRunRecord(runFolder)?.kept).toBe(true);
  expect(existsSync(ownFolder)).toBe(false);
});

test('an orderly end waits for the children and leaves nothing', async () => {
  const { parent, record } = await startParent('end');
  if (parent.exitCode === null) await once(parent, 'exit');
  expect(parent.exitCode).toBe(0);
  expect(leftOver(record)).toEqual([]);
  expect(existsSync(runFolder)).toBe(false);
  expect(existsSync(ownFolder)).toBe(false);
});

test('what a killed supervisor left is ended and removed by the next run', async () => {
  const { parent, record } = await startParent('wait');
  process.kill(record.supervisor.pid, 'SIGKILL');
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(processIdentity(record.supervisor.pid)).toBeNull(), patient);
  expect(leftOver(record)).not.toEqual([]);

  sweepRuns(join(folder, 'runs'), 0);

  await expectNoneLeft(record);
  expect(existsSync(runFolder)).toBe(false);
  expect(existsSync(ownFolder)).toBe(false);
});

test('a sweep leaves running runs alone, and of the kept ones the newest', async () => {
  const { parent, record } = await startParent('wait');
  sweepRuns(join(folder, 'runs'), 0);
  expect(leftOver(record)).not.toEqual([]);
  expect(existsSync(runFolder)).toBe(true);
  parent.kill('SIGKILL');
  await expectNoneLeft(record);
  await vi.waitFor(() => expect(readRunRecord(runFolder)?.kept).toBe(true), patient);
  sweepRuns(join(folder, 'runs'), 1);
  expect(existsSync(runFolder)).toBe(true);
  sweepRuns(join(folder, 'runs'), 0);
  expect(existsSync(runFolder)).toBe(false);
});
