import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installPackages } from './install-packages.mjs';

let root: string;
let environment: NodeJS.ProcessEnv;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'riel-install-'));
  mkdirSync(join(root, 'bin'));
  environment = { ...process.env, PATH: `${join(root, 'bin')}:${process.env['PATH']}` };
  writeLock('1.0.0');
  writeNpm('mkdir -p node_modules/node/bin && touch node_modules/node/bin/node');
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

const packagesOf = (version: string) => ({
  packages: {
    '': { name: 'root' },
    'node_modules/node': { version, integrity: `sha512-${version}` },
    'node_modules/for-another-system': { version, optional: true },
  },
});

function writeLock(version: string): void {
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(packagesOf(version)));
}

/** An npm that removes node_modules first, as npm ci does, and counts its runs. */
function writeNpm(script: string): void {
  const text = `#!/bin/sh\nrm -rf node_modules\necho "$@" >> npm-runs\n${script}\n`;
  writeFileSync(join(root, 'bin/npm'), text);
  chmodSync(join(root, 'bin/npm'), 0o755);
}

function npmRuns(): readonly string[] {
  const path = join(root, 'npm-runs');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
}

test('two at once install once, and a third finds it done', async () => {
  await Promise.all([installPackages(root, environment), installPackages(root, environment)]);
  await installPackages(root, environment);
  expect(npmRuns()).toEqual(['ci --no-audit --no-fund --loglevel=error']);
});

test('another lock file is installed anew', async () => {
  await installPackages(root, environment);
  writeLock('2.0.0');
  await installPackages(root, environment);
  expect(npmRuns()).toHaveLength(2);
});

test('an install that was cut off is begun again', async () => {
  writeNpm('mkdir -p node_modules/node && kill -9 $$');
  await expect(installPackages(root, environment)).rejects.toMatchObject({
    code: 'RIEL_LOCAL_INSTALL',
    message: 'npm ci ended with SIGKILL',
  });
  writeNpm('mkdir -p node_modules/node/bin && touch node_modules/node/bin/node');
  await installPackages(root, environment);
  expect(npmRuns()).toHaveLength(2);
});

test('a failed install is passed on with its status', async () => {
  writeNpm('exit 3');
  await expect(installPackages(root, environment)).rejects.toThrow('npm ci ended with status 3');
});

test("packages that npm's own record shows as installed are not installed again", async () => {
  mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true });
  writeFileSync(join(root, 'node_modules/node/bin/node'), '');
  const record = packagesOf('1.0.0').packages;
  const { 'node_modules/for-another-system': _, ...installed } = record;
  const recordPath = join(root, 'node_modules/.package-lock.json');
  writeFileSync(recordPath, JSON.stringify({ packages: installed }));
  await installPackages(root, environment);
  expect(npmRuns()).toEqual([]);
  writeLock('2.0.0');
  await installPackages(root, environment);
  expect(npmRuns()).toHaveLength(1);
});
