import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { postgresBinaries } from './postgres-binaries.ts';

const stranger = { uid: 54_321, gid: 54_321 };
let folder: string;
let options: Required<NonNullable<Parameters<typeof postgresBinaries>[1]>>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'riel-binaries-'));
  chmodSync(folder, 0o755);
  const home = join(folder, 'home');
  const native = join(home, 'native');
  for (const name of ['bin', 'lib', 'share']) {
    mkdirSync(join(native, name), { recursive: true, mode: 0o700 });
  }
  for (const name of ['postgres', 'initdb']) {
    writeFileSync(join(native, 'bin', name), name, { mode: 0o700 });
  }
  writeFileSync(join(native, 'lib/libpq.so.5.18'), 'library', { mode: 0o600 });
  symlinkSync('libpq.so.5.18', join(native, 'lib/libpq.so.5'));
  chmodSync(home, 0o700);
  options = { packaged: { folder: native, version: '18' }, sharedFolder: join(folder, 'shared') };
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('an ordinary user runs them where they were installed', async () => {
  expect(await postgresBinaries(null, options)).toBe(options.packaged.folder);
});

test('under a closed home they are copied to where the server can run them', async () => {
  const copy = await postgresBinaries(stranger, options);
  expect(copy).toBe(join(options.sharedFolder, 'postgresql-18'));
  expect(statSync(join(copy, 'bin/postgres')).mode & 0o777).toBe(0o755);
  expect(statSync(join(copy, 'lib/libpq.so.5.18')).mode & 0o777).toBe(0o644);
  expect(readlinkSync(join(copy, 'lib/libpq.so.5'))).toBe('libpq.so.5.18');
  expect(readdirSync(options.sharedFolder)).toEqual(['postgresql-18']);
});

test('a copy that is there is used again, also by two runs at once', async () => {
  const copies = await Promise.all([
    postgresBinaries(stranger, options),
    postgresBinaries(stranger, options),
  ]);
  writeFileSync(join(options.packaged.folder, 'bin/postgres'), 'changed later');
  expect(await postgresBinaries(stranger, options)).toBe(copies[0]);
  expect(readFileSync(join(copies[1] ?? '', 'bin/postgres'), 'utf8')).toBe('postgres');
});

test('a copy that others could have written is refused', async () => {
  const copy = await postgresBinaries(stranger, options);
  chmodSync(copy, 0o777);
  await expect(postgresBinaries(stranger, options)).rejects.toMatchObject({
    code: 'RIEL_LOCAL_BINARIES',
  });
});
