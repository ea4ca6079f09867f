import { parseArgs } from 'node:util';
import { playSeeds as playGateway } from '@riel/mono-gateway/testing';
import { playSeeds as playReconciliation } from '@riel/reconciliation/testing';
import { startOwnStack } from '../support/own-stack.ts';
import { playRealSeeds } from './real/play-real-seeds.ts';
import type { Player } from './player.ts';
import { playWebhookOutages } from './webhook/play-webhook-outages.ts';

/*
 * `npm run faults [-- --only NAME --seeds N --first N]` plays seeds and judges each; a seed that fails
 * prints itself. `--seed N` plays one again and prints what went on. `--only gateway --real` plays the
 * gateway as processes that are killed, against a Mono that answers by HTTP; see real/play-real-seeds.ts.
 * `--only webhook --real` takes database, service and broker away from webhooks that come without a pause.
 */

const players: Readonly<Record<string, Player>> = {
  gateway: playGateway,
  reconciliation: playReconciliation,
};
/** The same with real processes. Brings infrastructure of its own. */
const realPlayers: Readonly<Record<string, Player>> = {
  gateway: playRealSeeds,
  webhook: playWebhookOutages,
};
/** Played in one process, without database or broker. */
const alone: ReadonlySet<string> = new Set(['reconciliation']);
const SEEDS_DEFAULT = 200;
const REAL_SEEDS_DEFAULT = 5;

const names = Object.keys(players).join('|');
const usage = `Usage: npm run faults -- [--only ${names}] [--seeds N] [--first N] [--seed N]
       npm run faults -- --only gateway|webhook --real [--seeds N] [--first N] [--seed N]\n`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seeds: { type: 'string' },
    first: { type: 'string', default: '1' },
    seed: { type: 'string' },
    real: { type: 'boolean', default: false },
  },
});
const chosen = Object.entries(values.real ? realPlayers : players).filter(
  ([name]) => values.only === undefined || values.only === name,
);
const firstSeed = Number(values.seed ?? values.first);
const seedsWanted = Number(values.seeds ?? (values.real ? REAL_SEEDS_DEFAULT : SEEDS_DEFAULT));
const seedsCount = values.seed === undefined ? seedsWanted : 1;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

if (chosen.length === 0 || !Number.isSafeInteger(firstSeed) || !Number.isSafeInteger(seedsCount)) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  const needsStack = !values.real && chosen.some(([name]) => !alone.has(name));
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
