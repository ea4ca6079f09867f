import { writeFile } from 'node:fs/promises';
import { parseArgs, styleText } from 'node:util';
import { uuidV7 } from '@riel/ids';
import { say } from '../output.ts';
import { stackFileOf } from '../stack-file.ts';
import { startStack } from '../start-stack.ts';
import { localCaller } from '../services/credentials.ts';
import { waitForEnd } from '../wait-for-end.ts';
import { DEMO_TRANSFERS_MAX, DEMO_TRANSFERS_MIN } from './plan.ts';
import { DemoError } from './attachment.ts';
import { createProgressBar } from './progress-bar.ts';
import { runDemo } from './run-demo.ts';
import { showResult } from './show.ts';

const SETTLE_MILLISECONDS_MAX = 120_000;

const { values } = parseArgs({
  options: {
    transfers: { type: 'string', default: '300' },
    json: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

function transfersWanted(text: string): number {
  const transfers = Number(text);
  const isInRange = transfers >= DEMO_TRANSFERS_MIN && transfers <= DEMO_TRANSFERS_MAX;
  if (Number.isInteger(transfers) && isInRange) return transfers;
  throw new DemoError(
    'RIEL_DEMO_TRANSFERS',
    `--transfers must be a whole number from ${DEMO_TRANSFERS_MIN} to ${DEMO_TRANSFERS_MAX}`,
  );
}

async function demonstrate(transfers: number): Promise<boolean> {
  const stack = await startStack({ environment: process.env, say });
  let isClean = false;
  try {
    say(`\n${transfers} transfers through HTTP and Kafka`);
    const bar = createProgressBar(process.stdout, transfers);
    const result = await runDemo(stackFileOf(stack), {
      transfers,
      runId: `demo-${uuidV7()}`,
      caller: localCaller,
      settleMillisecondsMax: SETTLE_MILLISECONDS_MAX,
      onProgress: bar.update,
    });
    bar.finish();
    process.stdout.write(showResult(result));
    if (values.json !== undefined) {
      await writeFile(values.json, `${JSON.stringify(result.report, null, 2)}\n`);
    }
    for (const failure of result.failures) {
      say(`  ${styleText('red', 'does not hold:')} ${failure}`);
    }
    isClean = result.failures.length === 0;
    if (isClean) say(`  ${styleText('green', 'all of it holds')}`);
    return isClean;
  } finally {
    // The logs of what went wrong are worth keeping; after a clean run nothing stays unless asked.
    const kept = isClean ? 'nothing' : 'logs';
    await stack.stop(values.keep ? 'all' : kept);
    if (values.keep || !isClean) say(`Kept: ${stack.run.folder}`);
  }
}

const asked = waitForEnd(process.env);

/** Errors that were thrown on purpose say all; of others the place is worth knowing. */
function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return code.startsWith('RIEL_') ? `${code}: ${error.message}` : (error.stack ?? error.message);
}

async function main(): Promise<number> {
  const outcome = await Promise.race([demonstrate(transfersWanted(values.transfers)), asked]);
  if (typeof outcome === 'boolean') return outcome ? 0 : 1;
  // Asked to end: the supervisor ends what is there as soon as this process is gone.
  return 130;
}

try {
  process.exit(await main());
} catch (error) {
  say(describeFailure(error));
  process.exit(1);
}
