import { parseArgs } from 'node:util';
import type { Fuzzer } from './fuzzer.ts';
import { fuzzLedger } from './ledger-fuzzer.ts';
import { fuzzWebhook } from './webhook-fuzzer.ts';

interface Fuzzing {
  readonly fuzz: Fuzzer;
  readonly casesByDefault: number;
}

const fuzzers: Readonly<Record<string, Fuzzing>> = {
  ledger: { fuzz: fuzzLedger, casesByDefault: 10_000 },
  webhook: { fuzz: fuzzWebhook, casesByDefault: 100_000 },
};

const usage =
  'Usage: npm run fuzz -- webhook [--cases N] [--seed N]\n' +
  '       npm run fuzz -- ledger [--transfers N] [--seed N]\n';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cases: { type: 'string' },
    /** What a case of the ledger is. */
    transfers: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 32) },
  },
});
const fuzzing = Object.hasOwn(fuzzers, positionals[0] ?? '')
  ? fuzzers[positionals[0] ?? '']
  : undefined;
const casesCount = Number(values.transfers ?? values.cases ?? fuzzing?.casesByDefault);
const seed = Number(values.seed);

if (fuzzing === undefined || !Number.isSafeInteger(casesCount) || !Number.isSafeInteger(seed)) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const { failuresCount } = await fuzzing.fuzz({ casesCount, seed, print });
  process.exitCode = failuresCount === 0 ? 0 : 1;
}
