import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isReachableBy } from './reachable.ts';

const stranger = { uid: 54_321, gid: 54_321 };
const self = { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1 };
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'riel-reachable-'));
  mkdirSync(join(folder, 'inner'), { mode: 0o755 });
  file = join(folder, 'inner/program');
  writeFileSync(file, '', { mode: 0o755 });
  chmodSync(file, 0o755);
  chmodSync(join(folder, 'inner'), 0o755);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('a closed folder anywhere above keeps a stranger out, but not the owner', () => {
  chmodSync(folder, 0o700);
  expect(isReachableBy(stranger, file)).toBe(false);
  expect(isReachableBy(self, file)).toBe(true);
});

test('a folder that may be entered but not listed is enough', () => {
  chmodSync(folder, 0o711);
  expect(isReachableBy(stranger, file)).toBe(true);
});

test('a file that only its owner reads is not reachable for a stranger', () => {
  chmodSync(folder, 0o755);
  chmodSync(file, 0o700);
  expect(isReachableBy(stranger, file)).toBe(false);
});

test('the first of owner, group and others that fits decides, as in the system', () => {
  chmodSync(folder, 0o705);
  expect(isReachableBy({ uid: stranger.uid, gid: self.gid }, file)).toBe(false);
  expect(isReachableBy(stranger, file)).toBe(true);
});
