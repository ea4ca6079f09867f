import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Run } from '@riel/local-stack';
import { startProgram, type ServiceProcess } from '../../support/start-process.ts';

const POLL_MILLISECONDS = 100;
const ANSWER_MILLISECONDS = 50;
const STALL_MILLISECONDS_MAX = 60_000;

/** What the light Mono has done since it was told to forget. */
export interface MonoAnswers {
  readonly paid: number;
  readonly doubles: number;
  readonly requests: number;
  /** Most requests that were open at once. */
  readonly openMost: number;
  /** When each transfer was paid, in milliseconds since the epoch. */
  readonly times: readonly (readonly [transferId: string, answeredAt: number])[];
}

/** The Mono of the benchmark, which answers after 50 ms and runs as a process of its own. */
export interface BenchMono {
  readonly process: ServiceProcess;
  answers(): Promise<MonoAnswers>;
  forget(): Promise<void>;
  /** Waits until so many transfers are paid; throws when none is paid for a minute. */
  untilPaid(transfers: number): Promise<MonoAnswers>;
}

const main = fileURLToPath(new URL('light-mono.ts', import.meta.url));

/** Starts it, on a given port or on any. */
export async function startBenchMono(run: Run, port = 0): Promise<BenchMono> {
  const settings = { ANSWER_MILLISECONDS: String(ANSWER_MILLISECONDS), PORT: String(port) };
  const process = await startProgram(run, { name: 'light-mono', main, environment: settings });
  const ask = async (path: string): Promise<MonoAnswers> => {
    const response = await fetch(`${process.httpUrl}/bench/${path}`);
    return (await response.json()) as MonoAnswers;
  };
  return {
    process,
    answers: () => ask('answers'),
    forget: async () => void (await ask('forget')),
    untilPaid: async (transfers) => {
      let best = 0;
      let changedAt = performance.now();
      for (;;) {
        const { paid } = await ask('answers');
        if (paid >= transfers) return await ask('answers?times');
        if (paid > best) [best, changedAt] = [paid, performance.now()];
        if (performance.now() - changedAt > STALL_MILLISECONDS_MAX) {
          throw new Error(`Mono was asked for ${paid} of ${transfers} transfers and no more`);
        }
        await wait(POLL_MILLISECONDS);
      }
    },
  };
}
