import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FuzzerOptions, FuzzerOutcome } from './fuzzer.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const TEST_MILLISECONDS_MAX = 3_600_000;

interface Step {
  readonly what: string;
  readonly project: 'unit' | 'integration';
  readonly files: readonly string[];
}

const steps: readonly Step[] = [
  {
    what: 'the decider: invariants 1 to 5, and that no record makes it fail',
    project: 'unit',
    files: ['libs/books/src/invariants.test.ts', 'libs/books/src/totality.test.ts'],
  },
  {
    what: 'database and verification: random histories, booked in chunks of any size',
    project: 'integration',
    files: ['services/ledger-projector/src/verify/random-histories.int.test.ts'],
  },
];

/** Runs the tests of a step over as many transfers as are asked; what fails is shown as it shrank. */
function run({ project, files }: Step, { casesCount, seed }: FuzzerOptions): Promise<boolean> {
  const words = ['run', '--config', 'test/vitest.config.ts', '--project', project, ...files];
  const child = spawn(
    process.execPath,
    [vitest, ...words, `--testTimeout=${TEST_MILLISECONDS_MAX}`],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, FUZZ_TRANSFERS: String(casesCount), FUZZ_SEED: String(seed) },
    },
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** Random histories of transfers against decider, database and verification. */
export async function fuzzLedger(options: FuzzerOptions): Promise<FuzzerOutcome> {
  const { casesCount, seed, print } = options;
  let failuresCount = 0;
  for (const step of steps) {
    print(`${step.what}: ${casesCount} transfers per property, seed ${seed}`);
    const holds = await run(step, options);
    failuresCount += holds ? 0 : 1;
    print(holds ? 'holds' : `DOES NOT HOLD; again with --transfers ${casesCount} --seed ${seed}`);
  }
  return { failuresCount };
}
