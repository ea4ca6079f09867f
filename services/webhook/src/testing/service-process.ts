import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

/** The service as a process of its own, which a test may kill. */
export interface ServiceProcess {
  readonly httpUrl: string;
  readonly adminUrl: string;
  /** Everything that it has written. */
  output(): string;
  /** Ends it at once, as a crash would, and waits until it is gone. */
  kill(): Promise<void>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Starts `main.ts` and waits until it is ready. */
export async function startServiceProcess(
  environment: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'riel-webhook-process-'));
  const readyFile = join(folder, 'ready.json');
  let written = '';
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], TZ: 'UTC', READY_FILE: readyFile, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = Promise.withResolvers<void>();
  child.on('exit', () => exited.resolve());
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      written += text;
    });
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exited.promise;
    await rm(folder, { recursive: true, force: true });
  };
  await vi.waitUntil(() => existsSync(readyFile) || child.exitCode !== null, {
    timeout: 120_000,
    interval: 20,
  });
  if (child.exitCode !== null) throw new Error(`the service ended: ${written}`);
  const ready = JSON.parse(readFileSync(readyFile, 'utf8')) as {
    readonly httpUrl: string;
    readonly adminUrl: string;
  };
  return {
    ...ready,
    output: () => written,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}
