import { importsOf, packageOf } from './imports.ts';
import { lineAt, type SourceFile, type Violation } from './source-file.ts';
import type { WorkspacePackage } from './workspace.ts';

type Layer = 'services' | 'libs' | 'schemas' | 'deploy' | 'test';

/** Who may import whom: services -> libs -> schemas; deploy and test stand above all of them. */
const allowed: Readonly<Record<Layer, readonly Layer[]>> = {
  services: ['libs', 'schemas'],
  libs: ['libs', 'schemas'],
  schemas: [],
  deploy: ['services', 'libs', 'schemas', 'deploy'],
  test: ['services', 'libs', 'schemas', 'deploy'],
};

/** Entries of a package that others may import, beside its main one. */
const publicEntries = new Set(['migrations']);

/** Entry with helpers for tests: for tests of the layers that may import the package, and no others. */
const testEntry = 'testing';

const layerOf = (path: string): Layer => path.split('/')[0] as Layer;

const isTest = (path: string): boolean =>
  path.endsWith('.test.ts') || path.includes('/testing/') || layerOf(path) === 'test';

function packageHolding(packages: readonly WorkspacePackage[], path: string) {
  return packages.find((candidate) => path.startsWith(`${candidate.folder}/`));
}

/** Imports that go against the direction, sideways between services, or past a package's entry. */
export function findForbiddenImports(
  files: readonly SourceFile[],
  packages: readonly WorkspacePackage[],
): readonly Violation[] {
  const byName = new Map(packages.map((entry) => [entry.name, entry]));
  const found: Violation[] = [];
  for (const file of files) {
    const own = packageHolding(packages, file.path);
    for (const { specifier, place } of importsOf(file)) {
      const report = (rule: string) =>
        found.push({ rule, path: file.path, line: lineAt(file, place), detail: specifier });
      if (specifier.startsWith('.')) {
        const target = new URL(specifier, `file:///${file.path}`).pathname.slice(1);
        const intoTestSupport = isTest(file.path) && target.startsWith('test/support/');
        if (own !== undefined && !target.startsWith(`${own.folder}/`) && !intoTestSupport) {
          report('deep-import');
        }
        continue;
      }
      const target = byName.get(packageOf(specifier) ?? '');
      if (target === undefined) continue;
      const entry = specifier.slice(target.name.length + 1);
      const isOpen = publicEntries.has(entry) || (entry === testEntry && isTest(file.path));
      if (entry !== '' && !isOpen) report('deep-import');
      if (target === own) continue;
      if (!allowed[layerOf(file.path)].includes(layerOf(target.folder))) report('direction');
    }
  }
  return found;
}

/** Imports of packages that the importing package does not declare. */
export function findUndeclaredImports(
  files: readonly SourceFile[],
  packages: readonly WorkspacePackage[],
  tools: ReadonlySet<string>,
): readonly Violation[] {
  const found: Violation[] = [];
  for (const file of files) {
    const own = packageHolding(packages, file.path);
    if (own === undefined) continue;
    for (const { specifier, place } of importsOf(file)) {
      const name = packageOf(specifier);
      if (name === null || name === own.name || own.dependencies.has(name)) continue;
      const forTests = tools.has(name) || own.developmentDependencies.has(name);
      if (isTest(file.path) && forTests) continue;
      const line = lineAt(file, place);
      found.push({ rule: 'undeclared-dependency', path: file.path, line, detail: name });
    }
  }
  return found;
}

/** Declared dependencies that no file of the package imports. */
export function findUnusedDependencies(
  files: readonly SourceFile[],
  packages: readonly WorkspacePackage[],
): readonly Violation[] {
  return packages.flatMap((entry) => {
    const own = files.filter((file) => file.path.startsWith(`${entry.folder}/`));
    const imported = new Set(
      own.flatMap((file) => importsOf(file)).map((one) => packageOf(one.specifier)),
    );
    return [...entry.dependencies]
      .filter((name) => !imported.has(name))
      .map((name) => ({
        rule: 'unused-dependency',
        path: `${entry.folder}/package.json`,
        line: 1,
        detail: name,
      }));
  });
}
