import { parseArgs } from 'node:util';
import { playSeeds as playGateway } from '@riel/mono-gateway/testing';
import { playSeeds as playReconciliation } from '@riel/reconciliation/testing';
import { startOwnStack } from '../support/own-stack.ts';
import type { Player } from './player.ts';

/*
 * `npm run faults [-- --only NAME --seeds N --first N]` plays seeds and judges each; a seed that fails
 * prints itself. `--seed N` plays one again and prints what went on.
 */

const players: Readonly<Record<string, Player>> = {
  gateway: playGateway,
  reconciliation: playReconciliation,
};
/** Played in one process, without database or broker. */
const alone: ReadonlySet<string> = new Set(['reconciliation']);

const names = Object.keys(players).join('|');
const usage = `Usage: npm run faults -- [--only ${names}] [--seeds N] [--first N] [--seed N]\n`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seeds: { type: 'string', default: '200' },
    first: { type: 'string', default: '1' },
    seed: { type: 'string' },
  },
});
const chosen = Object.entries(players).filter(
  ([name]) => values.only === undefined || values.only === name,
);
const firstSeed = Number(values.seed ?? values.first);
const seedsCount = values.seed === undefined ? Number(values.seeds) : 1;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

if (chosen.length === 0 || !Number.isSafeInteger(firstSeed) || !Number.isSafeInteger(seedsCount)) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  const needsStack = chosen.some(([name]) => !alone.has(name));
  const stack = needsStack ? await startOwnStack() : null;
  let failed = 0;
  try {
    const databaseUrl = stack?.databaseUrl ?? '';
    const isVerbose = values.seed !== undefined;
    for (const [name, play] of chosen) {
      const startedAt = performance.now();
      const played = await play({ databaseUrl, firstSeed, seedsCount, isVerbose, print });
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      failed += played.failuresCount;
      print(`${name}: ${played.seedsCount} seeds, ${played.failuresCount} failed, in ${seconds} s`);
    }
  } finally {
    await stack?.stop();
  }
  process.exitCode = failed === 0 ? 0 : 1;
}
