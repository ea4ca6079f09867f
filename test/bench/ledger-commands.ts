import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { OwnStack } from '../support/own-stack.ts';

const main = fileURLToPath(new URL('../../deploy/cli/src/main.ts', import.meta.url));
const MEMORY_SAMPLE_MILLISECONDS = 500;
const OUTPUT_BYTES_MAX = 10_000_000;

interface Ran {
  readonly output: string;
  /** The most that the process had resident; 0 where the system does not tell. */
  readonly residentMegabytesMax: number;
}

/** Runs `riel <words>` as a process against a stack, and answers what it printed. Fails as it does. */
function riel(stack: OwnStack, words: readonly string[]): Promise<Ran> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    DATABASE_URL: stack.databaseUrl,
    KAFKA_BROKERS: stack.kafkaBrokers.join(),
    SCHEMA_REGISTRY_URL: stack.schemaRegistryUrl,
  };
  const options = { env, maxBuffer: OUTPUT_BYTES_MAX };
  return new Promise((resolve, reject) => {
    let residentMegabytesMax = 0;
    const child = execFile(
      process.execPath,
      [main, ...words],
      options,
      (error, output, problems) => {
        clearInterval(sampling);
        if (error === null) resolve({ output, residentMegabytesMax });
        else reject(new Error(`riel ${words[1] ?? ''} failed:\n${output}${problems}`));
      },
    );
    const sampling = setInterval(() => {
      residentMegabytesMax = Math.max(residentMegabytesMax, highWaterMegabytes(child.pid));
    }, MEMORY_SAMPLE_MILLISECONDS);
  });
}

function highWaterMegabytes(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1_024;
  } catch {
    // It ended just now, or the system has no such file.
    return 0;
  }
}

/** Entries per second of `riel ledger verify`. */
export async function verifyRate(stack: OwnStack): Promise<number> {
  const { output } = await riel(stack, ['ledger', 'verify']);
  return Number(/(\d+) entries\/s/.exec(output)?.[1]);
}

/** How `riel ledger rebuild` went. */
export interface Rebuilt {
  /** Up to the last commit. */
  readonly readingSeconds: number;
  readonly eventsPerSecond: number;
  readonly residentMegabytesMax: number;
}

/** Rebuilds the ledger of a stack into an empty database; fails if the two differ. */
export async function rebuild(stack: OwnStack, into: string): Promise<Rebuilt> {
  const words = ['ledger', 'rebuild', '--into', into];
  const { output, residentMegabytesMax } = await riel(stack, words);
  const [, seconds, rate] = /in ([\d.]+) s, (\d+)\/s;/.exec(output) ?? [];
  return {
    readingSeconds: Number(seconds),
    eventsPerSecond: Number(rate),
    residentMegabytesMax,
  };
}
