import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { limits } from '../limits.ts';
import { sayNothing } from '../output.ts';
import { ensureDownloads } from './ensure-downloads.ts';
import type { Manifest } from './manifest.ts';
import type { Maven } from './maven.ts';

const jar = 'org/example/broker/1/broker-1.jar';
const archive = 'org/example/registry/1/registry-1-all.tar.gz';

let folder: string;
let remote: string;
let repository: string;
let manifest: Manifest;
let fetched: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'riel-downloads-'));
  remote = join(folder, 'remote');
  repository = join(folder, 'repository');
  fetched = 0;
  write(join(remote, jar), 'the broker');
  write(join(folder, 'app/app-runner.jar'), 'the registry');
  mkdirSync(dirname(join(remote, archive)), { recursive: true });
  execFileSync('tar', ['-czf', join(remote, archive), '-C', join(folder, 'app'), '.']);
  const files = Object.fromEntries(
    [jar, archive].map((path) => [path, digestOf(join(remote, path))]),
  );
  manifest = { files, digest: 'test' };
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Copies what its local repository has, and fetches only what that lacks, as Maven does. */
function createFakeMaven(): Maven {
  return {
    copyInto: async (target) => {
      for (const path of [jar, archive]) {
        if (!existsSync(join(repository, path))) {
          fetched += 1;
          cpSync(join(remote, path), join(repository, path));
        }
        cpSync(join(repository, path), join(target, path));
      }
      return { exitCode: 0, output: '' };
    },
    localRepository: async () => repository,
  };
}

function ensure(maven = createFakeMaven()) {
  return ensureDownloads({
    say: sayNothing,
    manifest,
    maven,
    cacheFolder: join(folder, 'cache'),
    locksFolder: join(folder, 'locks'),
  });
}

test('downloads once, then from the cache, also when asked twice at once', async () => {
  const [first, second] = await Promise.all([ensure(), ensure()]);
  expect(second).toEqual(first);
  expect(await ensure()).toEqual(first);
  expect(fetched).toBe(2);
  expect(first.kafkaJars.map((path) => readFileSync(path, 'utf8'))).toEqual(['the broker']);
  expect(readFileSync(join(first.registryFolder, 'app-runner.jar'), 'utf8')).toBe('the registry');
});

test('a file that is broken in the local repository is removed there and fetched again', async () => {
  write(join(repository, jar), 'the bro');
  const { kafkaJars } = await ensure();
  expect(readFileSync(kafkaJars[0] ?? '', 'utf8')).toBe('the broker');
  expect(readFileSync(join(repository, jar), 'utf8')).toBe('the broker');
});

test.each(['files/' + jar, 'registry/app-runner.jar'])(
  'damage of %s in the cache is noticed and made good',
  async (path) => {
    await ensure();
    truncateSync(join(folder, 'cache/java-test', path), 3);
    const { kafkaJars, registryFolder } = await ensure();
    expect(readFileSync(kafkaJars[0] ?? '', 'utf8')).toBe('the broker');
    expect(readFileSync(join(registryFolder, 'app-runner.jar'), 'utf8')).toBe('the registry');
  },
);

test('a download that stays broken is given up after some attempts, and says which file', async () => {
  write(join(remote, jar), 'something else');
  await expect(ensure()).rejects.toMatchObject({
    code: 'RIEL_LOCAL_DOWNLOAD',
    message: expect.stringContaining(jar),
  });
  expect(fetched).toBe(limits.downloadAttemptsMax + 1);
  expect(existsSync(join(folder, 'cache/java-test'))).toBe(false);
});

test('a description that Maven cannot read is removed from the local repository', async () => {
  const description = join(repository, 'org/example/parent/1/parent-1.pom');
  write(description, '<proj');
  const maven = createFakeMaven();
  const copyInto: Maven['copyInto'] = async (target) =>
    existsSync(description)
      ? { exitCode: 1, output: `[ERROR] Non-parseable POM ${description}: unexpected end` }
      : maven.copyInto(target);
  await ensure({ ...maven, copyInto });
  expect(existsSync(description)).toBe(false);
});

test('what Maven says is passed on when it fails to the end', async () => {
  const copyInto: Maven['copyInto'] = async () => ({
    exitCode: 1,
    output: '[INFO] begin\n[ERROR] Could not transfer artifact\n',
  });
  await expect(ensure({ ...createFakeMaven(), copyInto })).rejects.toMatchObject({
    code: 'RIEL_LOCAL_DOWNLOAD',
    message: expect.stringContaining('Could not transfer artifact'),
  });
});
