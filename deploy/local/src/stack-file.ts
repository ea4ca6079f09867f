import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Stack } from './start-stack.ts';

/** How an outside tool attaches to a running stack. */
export interface StackFile {
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
  readonly monoBaseUrl: string;
  /** Base address of each service that serves HTTP; of the others their admin address. */
  readonly services: Readonly<Record<string, string>>;
  readonly credentials: {
    readonly apiKey: string;
    readonly monoApiKey: string;
    readonly monoWebhookSecret: string;
  };
  /** Holds logs and keys of the run. */
  readonly runDirectory: string;
}

/** What the stack file says of a stack. */
export function stackFileOf(stack: Stack): StackFile {
  const { databaseUrl, kafkaBrokers, schemaRegistryUrl } = stack.infrastructure;
  const services = [...stack.services.values()].map(
    ({ name, httpUrl, adminUrl }) => [name, httpUrl ?? adminUrl] as const,
  );
  return {
    databaseUrl,
    kafkaBrokers,
    schemaRegistryUrl,
    monoBaseUrl: stack.monoBaseUrl,
    services: Object.fromEntries(services),
    credentials: stack.credentials,
    runDirectory: stack.run.folder,
  };
}

/** Writes the file whole; only its owner can read it. */
export function writeStackFile(path: string, content: StackFile): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, path);
}

/** Removes the file unless another stack has put its own there since. */
export function removeStackFile(path: string, { runDirectory }: StackFile): void {
  try {
    const present = JSON.parse(readFileSync(path, 'utf8')) as StackFile;
    if (present.runDirectory === runDirectory) rmSync(path, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
