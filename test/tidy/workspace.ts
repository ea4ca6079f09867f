import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourceFileOf, type SourceFile } from './source-file.ts';

/** Top of the repository, as an absolute path. */
export const top = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** One package of the workspace. */
export interface WorkspacePackage {
  readonly name: string;
  /** Folder relative to the top, such as `libs/money`. */
  readonly folder: string;
  readonly dependencies: ReadonlySet<string>;
  /** What its tests alone need. */
  readonly developmentDependencies: ReadonlySet<string>;
}

function trackedFiles(): readonly string[] {
  const listing = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: top,
    encoding: 'utf8',
  });
  return listing.split('\n').filter((path) => path !== '' && existsSync(join(top, path)));
}

/** Every path that belongs to the project, relative to the top. */
export const paths = trackedFiles();

/** Every TypeScript file that people write (generated ones left out). */
export function readSources(): readonly SourceFile[] {
  return paths
    .filter((path) => path.endsWith('.ts') && !path.includes('/generated/'))
    .map((path) => sourceFileOf(path, readFileSync(join(top, path), 'utf8')));
}

/** Every package of the workspace, the top itself left out. */
export function readPackages(): readonly WorkspacePackage[] {
  return paths
    .filter((path) => path.endsWith('/package.json'))
    .map((path) => {
      const manifest = JSON.parse(readFileSync(join(top, path), 'utf8')) as {
        name: string;
        dependencies?: Record<string, string>;
        devDependencies?: Record<string, string>;
      };
      const dependencies = new Set(Object.keys(manifest.dependencies ?? {}));
      const developmentDependencies = new Set(Object.keys(manifest.devDependencies ?? {}));
      return { name: manifest.name, folder: dirname(path), dependencies, developmentDependencies };
    });
}

/** Dependencies that the top's package.json gives to all tests and tools. */
export function readToolDependencies(): ReadonlySet<string> {
  const manifest = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  return new Set(Object.keys(manifest.devDependencies));
}
