import { describe, expect, it } from 'vitest';
import {
  findForbiddenImports,
  findUndeclaredImports,
  findUnusedDependencies,
} from './dependency-rules.ts';
import { findClocksInDeciders, findImpureImports } from './purity-rules.ts';
import {
  FILE_LINES_MAX,
  findConsoleOutput,
  findForeignTopEntries,
  findLongFiles,
  findLongFunctions,
  findManyParameters,
  FUNCTION_LINES_MAX,
} from './shape-rules.ts';
import { sourceFileOf, type SourceFile, type Violation } from './source-file.ts';
import { findForgedSubmissions } from './submission-rules.ts';
import { paths, readPackages, readSources, readToolDependencies } from './workspace.ts';

const sources = readSources();
const packages = readPackages();
const tools = readToolDependencies();

const rulesOf = (violations: readonly Violation[]): readonly string[] =>
  violations.map((violation) => violation.rule);

const file = (path: string, text: string): readonly SourceFile[] => [sourceFileOf(path, text)];

const linesOfText = (count: number): string => 'export const x = 1;\n'.repeat(count);

describe('the tree keeps the rules', () => {
  it.each([
    ['directions and entries', () => findForbiddenImports(sources, packages)],
    ['declared dependencies', () => findUndeclaredImports(sources, packages, tools)],
    ['used dependencies', () => findUnusedDependencies(sources, packages)],
    ['deciders import no adapter', () => findImpureImports(sources)],
    ['deciders read no clock', () => findClocksInDeciders(sources)],
    ['file lengths', () => findLongFiles(sources)],
    ['function lengths', () => findLongFunctions(sources)],
    ['parameters', () => findManyParameters(sources)],
    ['no bare console output', () => findConsoleOutput(sources)],
    ['only the store makes submissions', () => findForgedSubmissions(sources)],
    ['top-level entries', () => findForeignTopEntries(paths)],
  ])('%s', (_name, find) => {
    expect(find()).toEqual([]);
  });
});

describe('each rule sees what breaks it', () => {
  it.each([
    ['a service that imports a service', 'services/command/src/a.ts', '@riel/webhook', 'direction'],
    ['a lib that imports a service', 'libs/money/src/a.ts', '@riel/command', 'direction'],
    ['schemas that import a lib', 'schemas/src/a.ts', '@riel/money', 'direction'],
    ['an import past the entry', 'libs/avro/src/a.ts', '@riel/money/src/money.ts', 'deep-import'],
    [
      'a relative way into another package',
      'libs/avro/src/a.ts',
      '../../money/src/b.ts',
      'deep-import',
    ],
  ])('%s', (_name, path, specifier, rule) => {
    const broken = file(path, `import { x } from '${specifier}';`);
    expect(rulesOf(findForbiddenImports(broken, packages))).toContain(rule);
  });

  it('an import that package.json does not declare', () => {
    const broken = file('libs/money/src/a.ts', "import { x } from 'left-pad';");
    expect(rulesOf(findUndeclaredImports(broken, packages, tools))).toEqual([
      'undeclared-dependency',
    ]);
  });

  it('a dependency that nobody imports', () => {
    const lone = [
      {
        name: '@riel/lone',
        folder: 'libs/lone',
        dependencies: new Set(['left-pad']),
        developmentDependencies: new Set<string>(),
      },
    ];
    expect(rulesOf(findUnusedDependencies([], lone))).toEqual(['unused-dependency']);
  });

  it('a decider that imports an adapter', () => {
    const text = "import { readFileSync } from 'node:fs'; export function decideIt() {}";
    expect(rulesOf(findImpureImports(file('services/command/src/a.ts', text)))).toEqual([
      'decider-imports-adapter',
    ]);
  });

  it('a decider that imports an adapter through a file beside it', () => {
    const decider = "import { load } from './sql/load.ts'; export function decideIt() { load(); }";
    const loader = "import { sql } from '@riel/database'; export function load() { sql``; }";
    const broken = [
      ...file('services/command/src/a.ts', decider),
      ...file('services/command/src/sql/load.ts', loader),
    ];
    expect(findImpureImports(broken)).toMatchObject([
      { rule: 'decider-imports-adapter', path: 'services/command/src/a.ts' },
    ]);
  });

  it.each(['Date.now()', 'new Date()', 'Math.random()', 'setTimeout(f, 1)', 'randomUUID()'])(
    'a decider that calls %s',
    (call) => {
      const broken = file('services/command/src/a.ts', `export const foldIt = () => ${call};`);
      expect(rulesOf(findClocksInDeciders(broken))).toEqual(['decider-not-pure']);
    },
  );

  it('a file that is too long', () => {
    expect(findLongFiles(file('libs/a/src/a.ts', linesOfText(FILE_LINES_MAX)))).toEqual([]);
    const broken = file('libs/a/src/a.ts', linesOfText(FILE_LINES_MAX + 1));
    expect(rulesOf(findLongFiles(broken))).toEqual(['file-length']);
  });

  it('a function that is too long', () => {
    const text = (lines: number) => `export function f() {\n${'g();\n'.repeat(lines - 2)}}\n`;
    expect(findLongFunctions(file('libs/a/src/a.ts', text(FUNCTION_LINES_MAX)))).toEqual([]);
    const broken = file('libs/a/src/a.ts', text(FUNCTION_LINES_MAX + 1));
    expect(rulesOf(findLongFunctions(broken))).toEqual(['function-length']);
  });

  it('a function with four parameters', () => {
    const broken = file('libs/a/src/a.ts', 'export const f = (a: 1, b: 2, c: 3, d: 4) => a;');
    expect(rulesOf(findManyParameters(broken))).toEqual(['parameters']);
  });

  it('bare console output', () => {
    const broken = file('libs/a/src/a.ts', "console.log('x');");
    expect(rulesOf(findConsoleOutput(broken))).toEqual(['console']);
  });

  it('a caller that makes a submission by itself', () => {
    const text = "import { storedSubmissionOf } from '@riel/mono-client'; storedSubmissionOf(row);";
    const elsewhere = file('services/mono-gateway/src/lanes/lane.ts', text);
    expect(rulesOf(findForgedSubmissions(elsewhere))).toContain('forged-submission');
    const another = file('services/reconciliation/src/submission-store.ts', text);
    expect(rulesOf(findForgedSubmissions(another))).toContain('forged-submission');
    const store = file('services/mono-gateway/src/submissions/submission-store.ts', text);
    expect(findForgedSubmissions(store)).toEqual([]);
  });

  it('a folder at the top that does not belong there', () => {
    expect(rulesOf(findForeignTopEntries(['docs/a.md']))).toEqual(['top-level']);
  });
});
