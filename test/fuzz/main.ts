import { parseArgs } from 'node:util';
import type { Fuzzer } from './fuzzer.ts';
import { fuzzWebhook } from './webhook-fuzzer.ts';

const fuzzers: Readonly<Record<string, Fuzzer>> = { webhook: fuzzWebhook };

const usage = `Usage: npm run fuzz -- <${Object.keys(fuzzers).join('|')}> [--cases N] [--seed N]\n`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 32) },
  },
});
const fuzzer = Object.hasOwn(fuzzers, positionals[0] ?? '')
  ? fuzzers[positionals[0] ?? '']
  : undefined;
const casesCount = Number(values.cases);
const seed = Number(values.seed);

if (fuzzer === undefined || !Number.isSafeInteger(casesCount) || !Number.isSafeInteger(seed)) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const { failuresCount } = await fuzzer({ casesCount, seed, print });
  process.exitCode = failuresCount === 0 ? 0 : 1;
}
