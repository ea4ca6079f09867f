import { writeFile } from 'node:fs/promises';
import { parseArgs, styleText } from 'node:util';
import { uuidV7 } from '@riel/ids';
import type { Caller } from '@riel/schemas';
import { startStack } from '../stack.ts';
import { DEMO_TRANSFERS_MAX, DEMO_TRANSFERS_MIN } from './plan.ts';
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
  throw new RangeError(
    `--transfers must be a whole number from ${DEMO_TRANSFERS_MIN} to ${DEMO_TRANSFERS_MAX}`,
  );
}

async function demonstrate(transfers: number): Promise<boolean> {
  const stack = await startStack({ keep: values.keep ? 'everything' : 'nothing' });
  try {
    const bar = createProgressBar(process.stdout, transfers);
    process.stdout.write(`\n${transfers} transfers through HTTP and Kafka\n`);
    const result = await runDemo(stack.attachment, {
      transfers,
      runId: `demo-${uuidV7()}`,
      caller: 'demo' as Caller,
      settleMillisecondsMax: SETTLE_MILLISECONDS_MAX,
      onProgress: bar.update,
    });
    bar.finish();
    process.stdout.write(showResult(result));
    if (values.json !== undefined) {
      await writeFile(values.json, `${JSON.stringify(result.report, null, 2)}\n`);
    }
    for (const failure of result.failures) {
      process.stdout.write(`  ${styleText('red', 'does not hold:')} ${failure}\n`);
    }
    if (result.failures.length === 0) {
      process.stdout.write(`  ${styleText('green', 'all of it holds')}\n`);
    }
    return result.failures.length === 0;
  } finally {
    await stack.stop();
  }
}

try {
  process.exitCode = (await demonstrate(transfersWanted(values.transfers))) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
