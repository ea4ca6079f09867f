import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

/** The service as a process of its own, which a test may kill. */
export interface KillableProcess {
  readonly httpUrl: string;
  /** Ends it at once, as a crash would. */
  kill(): void;
  readonly exited: Promise<void>;
}

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const START_MILLISECONDS_MAX = 60_000;

/** Starts `main.ts` and waits until it is ready, or has ended: a test may kill it before. */
export async function startKillable(
  environment: Readonly<Record<string, string>>,
  onSpawned: (kill: () => void) => void,
): Promise<KillableProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'riel-reconciliation-process-'));
  const readyFile = join(folder, 'ready.json');
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], TZ: 'UTC', READY_FILE: readyFile, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  onSpawned(kill);
  const gone = Promise.withResolvers<void>();
  child.on('exit', () => gone.resolve());
  const exited = gone.promise.then(() => rm(folder, { recursive: true, force: true }));
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  await vi.waitUntil(() => existsSync(readyFile) || hasEnded(), {
    timeout: START_MILLISECONDS_MAX,
    interval: 20,
  });
  const ready = existsSync(readyFile)
    ? (JSON.parse(readFileSync(readyFile, 'utf8')) as { readonly httpUrl: string })
    : { httpUrl: '' };
  return { httpUrl: ready.httpUrl, kill, exited };
}
