import { writeFile } from 'node:fs/promises';
import { parseArgs, styleText } from 'node:util';
import { uuidV7 } from '@riel/ids';
import { describeFailure } from '../describe-failure.ts';
import { say } from '../output.ts';
import { stackFileOf } from '../stack-file.ts';
import { startStack, type Stack } from '../start-stack.ts';
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

/** A part that ends by itself takes what it should have done with it: there is nothing to wait for. */
async function failWhenPartEnds(stack: Stack): Promise<never> {
  const { name, exit } = await stack.partEnded;
  throw new DemoError(
    'RIEL_DEMO_PART_ENDED',
    `${name} ended by itself (${exit.signal ?? `status ${exit.code}`})`,
  );
}

async function demonstrate(transfers: number): Promise<boolean> {
  const stack = await startStack({ environment: process.env, say });
  let isClean = false;
  try {
    say(`\n${transfers} transfers through HTTP and Kafka`);
    const bar = createProgressBar(process.stdout, transfers);
    const working = runDemo(stackFileOf(stack), {
      transfers,
      runId: `demo-${uuidV7()}`,
      caller: localCaller,
      settleMillisecondsMax: SETTLE_MILLISECONDS_MAX,
      onProgress: bar.update,
    });
    const result = await Promise.race([working, failWhenPartEnds(stack)]);
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
