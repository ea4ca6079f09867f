import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { benchGateway } from './gateway-bench.ts';
import { benchLedger } from './ledger-bench.ts';
import { benchReconcile } from './reconcile-bench.ts';
import { benchRotation } from './rotation-bench.ts';
import { benchWebhook } from './webhook-bench.ts';

const benchmarks: Readonly<Record<string, Benchmark>> = {
  gateway: benchGateway,
  ledger: benchLedger,
  reconcile: benchReconcile,
  rotation: benchRotation,
  webhook: benchWebhook,
};

const usage = `Usage: npm run bench -- <${Object.keys(benchmarks).join('|')}> [--seconds N] [--long] [--rebuild-events N] [--json FILE]\n`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    json: { type: 'string' },
    long: { type: 'boolean', default: false },
    /** Of the ledger: measures a rebuild of so many events, and nothing else. */
    'rebuild-events': { type: 'string' },
  },
});
const name = positionals[0] ?? '';
const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
const seconds = Number(values.seconds);
const rebuildEvents = Number(values['rebuild-events'] ?? 0);

if (benchmark === undefined || !(seconds > 0) || !(rebuildEvents >= 0)) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  const figures = await benchmark({
    seconds,
    long: values.long,
    print,
    ...(rebuildEvents === 0 ? {} : { rebuildEvents }),
  });
  for (const [figure, value] of Object.entries(figures)) {
    print(`${figure.padEnd(28)} ${value.toFixed(2)}`);
  }
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify({ figures }, null, 2)}\n`);
  }
}
