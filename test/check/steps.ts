/** One check of the project: a name, the command that does it, and what to do when it fails. */
export interface CheckStep {
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly remedy: string;
}

/** All checks beside the tests, cheapest first. The tidy rules are tests. */
export const checkSteps: readonly CheckStep[] = [
  {
    name: 'format',
    command: 'oxfmt',
    arguments: ['--check', '.'],
    remedy: 'npm run format',
  },
  {
    name: 'lint',
    command: 'oxlint',
    arguments: ['--type-aware', '--deny-warnings'],
    remedy: 'read the rule that it names',
  },
  {
    name: 'generated files',
    command: 'node',
    arguments: ['schemas/src/generate/main.ts', '--check'],
    remedy: 'npm run generate',
  },
  {
    name: 'types',
    command: 'nx',
    arguments: ['run-many', '--target', 'types', '--output-style', 'static'],
    remedy: 'read the error that the compiler names',
  },
];
