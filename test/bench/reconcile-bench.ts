import { setTimeout as pause } from 'node:timers/promises';
import { createReconciliationFiles } from '@riel/reconciliation/testing';
import { serviceNodeOptions } from '@riel/runtime';
import { startOwnStack } from '../support/own-stack.ts';
import { startServiceProcess, type ServiceProcess } from '../support/start-process.ts';
import type { BenchmarkOptions, Figures } from './benchmark.ts';
import { processState } from './process-state.ts';
import { fillLedger } from './reconcile/fill-ledger.ts';
import { startFullSandbox, VIEWER_KEY } from './reconcile/sandbox.ts';

const TRANSFERS = 100_000;
const TRANSFERS_LONG = 1_000_000;
const POLL_MILLISECONDS = 250;
const MILLISECONDS_PER_SECOND = 1_000;

interface RunState {
  readonly status: 'running' | 'completed' | 'failed';
  readonly phase: string;
  readonly lastError: string | null;
  readonly transfersCompared: number;
  readonly driftFound: number;
}

async function ask<Answer>(service: ServiceProcess, path: string, body?: unknown): Promise<Answer> {
  const init =
    body === undefined
      ? { headers: { connection: 'close' } }
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json', connection: 'close' },
          body: JSON.stringify(body),
        };
  const answer = await fetch(`${service.httpUrl}${path}`, init);
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

/** Memory of the service before the run and at its peak in the two phases that touch every transfer. */
interface Peaks {
  readonly atStart: number;
  listing: number;
  judging: number;
  all: number;
}

async function measure(service: ServiceProcess): Promise<Figures> {
  const before = await processState(service);
  const startedAt = performance.now();
  const { runs } = await ask<{ runs: readonly { readonly runId: string }[] }>(
    service,
    '/v1/reconciliations',
    { full: true },
  );
  const [opened] = runs;
  if (opened === undefined) throw new Error('no run was opened');
  const { residentMegabytes: atStart } = before;
  const peaks: Peaks = { atStart, listing: 0, judging: 0, all: atStart };
  for (;;) {
    const run = await ask<RunState>(service, `/v1/reconciliations/${opened.runId}`);
    const state = await processState(service);
    note(peaks, run.phase, state.residentMegabytes);
    if (run.status === 'failed') throw new Error(run.lastError ?? 'the run failed');
    if (run.status === 'completed') {
      const seconds = (performance.now() - startedAt) / MILLISECONDS_PER_SECOND;
      return {
        transfersPerSecond: run.transfersCompared / seconds,
        residentMegabytes: peaks.all,
        residentMegabytesAtStart: peaks.atStart,
        residentMegabytesListing: peaks.listing,
        residentMegabytesJudging: peaks.judging,
        seconds,
        transfers: run.transfersCompared,
        driftFound: run.driftFound,
        // What a core of the service could do, whoever else uses the machine.
        cpuMicrosecondsPerTransfer:
          (state.cpuMicroseconds - before.cpuMicroseconds) / run.transfersCompared,
      };
    }
    await pause(POLL_MILLISECONDS);
  }
}

function note(peaks: Peaks, phase: string, residentMegabytes: number): void {
  peaks.all = Math.max(peaks.all, residentMegabytes);
  if (phase === 'listing') peaks.listing = Math.max(peaks.listing, residentMegabytes);
  if (phase === 'judging') peaks.judging = Math.max(peaks.judging, residentMegabytes);
}

/** A full run over settled transfers: Mono's pages of 500, the ledger, comparison, proof and report. */
export async function benchReconcile({ long, print }: BenchmarkOptions): Promise<Figures> {
  const transfers = long === true ? TRANSFERS_LONG : TRANSFERS;
  const stack = await startOwnStack();
  const files = await createReconciliationFiles(VIEWER_KEY);
  try {
    const monoBaseUrl = await startFullSandbox(stack, transfers);
    print(`${transfers} transfers settled in the sandbox`);
    await fillLedger(stack, monoBaseUrl);
    print(`${transfers} transfers stand in the ledger`);
    const service = await startServiceProcess(stack.run, 'reconciliation', {
      ...files.environment,
      DATABASE_URL: stack.databaseUrl,
      KAFKA_BROKERS: stack.kafkaBrokers.join(),
      SCHEMA_REGISTRY_URL: stack.schemaRegistryUrl,
      MONO_BASE_URL: monoBaseUrl,
      // As the CPU profiler of Node may be wanted: NODE_OPTIONS=--cpu-prof.
      ...(process.env['RECONCILIATION_NODE_OPTIONS'] === undefined
        ? {}
        : { NODE_OPTIONS: `${serviceNodeOptions} ${process.env['RECONCILIATION_NODE_OPTIONS']}` }),
    });
    return await measure(service);
  } finally {
    await stack.stop();
    await files.remove();
  }
}
