import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { OwnStack } from '../support/own-stack.ts';

const main = fileURLToPath(new URL('../../deploy/cli/src/main.ts', import.meta.url));

/** Runs `riel <words>` as a process against a stack, and answers what it printed. Fails as it does. */
function riel(stack: OwnStack, words: readonly string[]): Promise<string> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    DATABASE_URL: stack.databaseUrl,
    KAFKA_BROKERS: stack.kafkaBrokers.join(),
    SCHEMA_REGISTRY_URL: stack.schemaRegistryUrl,
  };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [main, ...words], { env }, (error, output, problems) => {
      if (error === null) resolve(output);
      else reject(new Error(`riel ${words[1] ?? ''} failed:\n${output}${problems}`));
    });
  });
}

/** Entries per second of `riel ledger verify`. */
export async function verifyRate(stack: OwnStack): Promise<number> {
  return Number(/(\d+) entries\/s/.exec(await riel(stack, ['ledger', 'verify']))?.[1]);
}

/** Events per second of `riel ledger rebuild`, from its start to the last commit. */
export async function rebuildRate(stack: OwnStack, into: string): Promise<number> {
  const output = await riel(stack, ['ledger', 'rebuild', '--into', into]);
  return Number(/ s, (\d+)\/s;/.exec(output)?.[1]);
}
