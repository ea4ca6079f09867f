import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { exitWithParent } from '@riel/local-stack';
import { checkSteps, type CheckStep } from './steps.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));

const { values } = parseArgs({
  options: {
    'without-tests': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

const testStep: CheckStep = {
  name: 'tests',
  command: 'vitest',
  arguments: ['run', '--config', 'test/vitest.config.ts'],
  remedy: 'npm test',
};

/** Runs a command with the project's own tools first in the path; resolves with its status. */
async function statusOf(step: CheckStep): Promise<number | null> {
  const path = [join(top, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const child = spawn(step.command, step.arguments, {
    cwd: top,
    stdio: 'inherit',
    env: { ...process.env, PATH: path, NX_DAEMON: 'false', NX_NO_CLOUD: 'true' },
  });
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

async function passes(step: CheckStep): Promise<boolean> {
  const started = performance.now();
  process.stdout.write(`\n== ${step.name}\n`);
  const status = await statusOf(step);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  process.stdout.write(
    status === 0
      ? `== ${step.name}: passed in ${seconds} s\n`
      : `== ${step.name}: FAILED in ${seconds} s; ${step.remedy}\n`,
  );
  return status === 0;
}

exitWithParent(process.env);
const steps = values['without-tests'] ? checkSteps : [...checkSteps, testStep];
const failed: CheckStep[] = [];
for (const step of steps) if (!(await passes(step))) failed.push(step);

if (values.json !== undefined) {
  const sums = { passed: steps.length - failed.length, failed: failed.length };
  writeFileSync(values.json, `${JSON.stringify(sums)}\n`);
}
process.exit(failed.length === 0 ? 0 : 1);
