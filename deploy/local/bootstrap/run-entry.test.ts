import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { processIdentity } from './process-identity.mjs';

const testing = new URL('../src/testing/', import.meta.url);
const bootstrapped = fileURLToPath(new URL('bootstrapped.mjs', testing));
const waitForEnd = new URL('../wait-for-end.ts', testing).href;
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'riel-entry-'));
  mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true });
  symlinkSync(process.execPath, join(root, 'node_modules/node/bin/node'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Starts the bootstrap on an entry with that text, and waits for its first output. */
async function startEntry(
  text: string,
): Promise<{ bootstrap: ChildProcessByStdio<null, Readable, null>; output: string }> {
  writeFileSync(join(root, 'entry.mjs'), text);
  const bootstrap = spawn(process.execPath, [bootstrapped, root, 'entry.mjs'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = (await once(bootstrap.stdout, 'data')) as [Buffer];
  return { bootstrap, output: output.toString() };
}

const waitingEntry = `
  import { waitForEnd } from '${waitForEnd}';
  const asked = waitForEnd(process.env);
  const timer = setInterval(() => {}, 1000);
  process.stdout.write(String(process.pid));
  const reason = await asked;
  process.stdout.write(' ' + reason);
  clearInterval(timer);
  process.exitCode = 7;
`;

test('arguments are passed on, and the exit status comes back', async () => {
  const { bootstrap, output } = await startEntry(
    'process.stdout.write(process.argv.slice(2).join()); process.exitCode = 42;',
  );
  expect(output).toBe('one,two');
  if (bootstrap.exitCode === null) await once(bootstrap, 'exit');
  expect(bootstrap.exitCode).toBe(42);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s is passed on, and the entry decides how it ends',
  async (signal) => {
    const { bootstrap } = await startEntry(waitingEntry);
    bootstrap.kill(signal);
    const [reason] = (await once(bootstrap.stdout, 'data')) as [Buffer];
    expect(reason.toString()).toBe(` ${signal}`);
    if (bootstrap.exitCode === null) await once(bootstrap, 'exit');
    expect(bootstrap.exitCode).toBe(7);
  },
);

test('an entry that dies by a signal gives the status that shells give', async () => {
  const { bootstrap } = await startEntry(
    "process.stdout.write('here'); process.kill(process.pid, 'SIGKILL');",
  );
  if (bootstrap.exitCode === null) await once(bootstrap, 'exit');
  expect(bootstrap.exitCode).toBe(137);
});

test('an entry learns that its bootstrap was killed', async () => {
  const { bootstrap, output } = await startEntry(waitingEntry);
  const pid = Number(output);
  expect(processIdentity(pid)).not.toBeNull();
  bootstrap.kill('SIGKILL');
  await vi.waitFor(() => expect(processIdentity(pid)).toBeNull(), { timeout: 15_000 });
});
