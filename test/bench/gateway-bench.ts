import { createGatewayFiles, createTestRequests } from '@riel/mono-gateway/testing';
import type { GatewayFiles } from '@riel/mono-gateway/testing';
import { serviceNodeOptions } from '@riel/runtime';
import { startOwnStack, type OwnStack } from '../support/own-stack.ts';
import { startServiceProcess, type ServiceProcess } from '../support/start-process.ts';
import type { BenchmarkOptions, Figures } from './benchmark.ts';
import { startBenchMono, type BenchMono } from './gateway/bench-mono.ts';
import { measureOutage } from './gateway/outage.ts';
import { commitsOf, untilSettled } from './gateway/gateway-tables.ts';
import { createRequestLoad, type RequestLoad } from './gateway/request-load.ts';
import { percentile } from './percentile.ts';
import { processState } from './process-state.ts';

/** Seconds that one phase takes at its target rate, as a share of `--seconds`. */
const PHASE_SHARE = 0.2;
const LATENCY_SHARE = 0.15;
/** Until here the process warms up; the rate is that of the rest. */
const WARM_UP_SHARE = 0.1;
const MILLISECONDS = 1_000;

interface Phase {
  readonly batchTransfersMax: 1 | 50 | 1_000;
  /** Transfers per second that make the backlog. */
  readonly targetPerSecond: number;
  /** Paced load under which the latency is measured; null for none. */
  readonly pacedPerSecond: number | null;
}

const phases: readonly Phase[] = [
  { batchTransfersMax: 1, targetPerSecond: 300, pacedPerSecond: 200 },
  { batchTransfersMax: 50, targetPerSecond: 2_000, pacedPerSecond: 1_300 },
  { batchTransfersMax: 1_000, targetPerSecond: 2_000, pacedPerSecond: null },
];

/** What the phases share. */
export interface GatewayBench extends BenchmarkOptions {
  readonly stack: OwnStack;
  readonly load: RequestLoad;
  readonly mono: BenchMono;
  readonly files: GatewayFiles;
}

/**
 * The gateway as a process, from a request in Kafka to the answer of a Mono that takes 50 ms, all in
 * the queue of one Mono account: the rate at which a backlog is worked off, and the latency under
 * a paced load of two thirds of the target. Then Mono is away and requests pile up.
 */
export async function benchGateway(options: BenchmarkOptions): Promise<Figures> {
  const stack = await startOwnStack();
  const requests = await createTestRequests();
  const mono = await startBenchMono(stack.run);
  const load = await createRequestLoad(stack, requests);
  const monoBaseUrl = mono.process.httpUrl;
  const files = await createGatewayFiles({ ...stack, monoBaseUrl, requests });
  try {
    const bench = { ...options, stack, load, mono, files };
    let figures: Figures = {};
    for (const phase of phases.filter((one) => isWanted(one.batchTransfersMax))) {
      figures = { ...figures, ...(await measurePhase(bench, phase)) };
    }
    return isWanted('outage') ? { ...figures, ...(await measureOutage(bench)) } : figures;
  } finally {
    await load.stop();
    await stack.stop();
    await files.remove();
  }
}

/** For who tunes: GATEWAY_BENCH_ONLY=1, 50, 1000 or outage measures that part alone. */
function isWanted(part: Phase['batchTransfersMax'] | 'outage'): boolean {
  const only = process.env['GATEWAY_BENCH_ONLY'] ?? '';
  return only === '' || only === String(part);
}

/** Starts the gateway with some settings changed. GATEWAY_NODE_OPTIONS=--cpu-prof profiles it. */
export function startGateway(
  { stack, files }: Pick<GatewayBench, 'stack' | 'files'>,
  settings: Readonly<Record<string, string>>,
): Promise<ServiceProcess> {
  const added = process.env['GATEWAY_NODE_OPTIONS'] ?? '';
  return startServiceProcess(stack.run, 'mono-gateway', {
    ...files.environment,
    ...settings,
    NODE_OPTIONS: `${serviceNodeOptions} ${added}`.trim(),
  });
}

async function measurePhase(bench: GatewayBench, phase: Phase): Promise<Figures> {
  const { seconds, stack, load, mono, print } = bench;
  const { batchTransfersMax } = phase;
  const backlog = load.make(Math.ceil(seconds * PHASE_SHARE * phase.targetPerSecond));
  await load.send(backlog);
  await mono.forget();
  const service = await startGateway(bench, {
    MONO_BATCH_TRANSFERS_MAX: String(batchTransfersMax),
  });
  const before = await stateOf(bench, service);
  const { times, doubles, requests, openMost } = await mono.untilPaid(backlog.length);
  await untilSettled(stack.databaseUrl);
  const after = await stateOf(bench, service);
  if (doubles > 0) throw new Error(`${doubles} transfers were paid twice`);
  const perSecond = rateOf(times.map(([, answeredAt]) => answeredAt));
  const name = batchTransfersMax;
  const elapsedMicroseconds = (after.at - before.at) * MILLISECONDS;
  const figures: Figures = {
    [`transfersPerSecond${name}`]: perSecond,
    [`transfersPerRequest${name}`]: backlog.length / requests,
    [`openRequestsMost${name}`]: openMost,
    [`cpuMicrosecondsPerTransfer${name}`]:
      (after.cpuMicroseconds - before.cpuMicroseconds) / backlog.length,
    [`coreShare${name}`]: (after.cpuMicroseconds - before.cpuMicroseconds) / elapsedMicroseconds,
    [`commitsPerTransfer${name}`]: (after.commits - before.commits) / backlog.length,
    [`residentMegabytes${name === 1 ? '' : name}`]: after.residentMegabytes,
  };
  print(`batches of ${name}: ${Math.round(perSecond)} transfers/s of one Mono account`);
  const latency = await measureLatency(bench, phase);
  await service.child.stop();
  return { ...figures, ...latency };
}

async function stateOf({ stack }: GatewayBench, service: ServiceProcess) {
  const commits = await commitsOf(stack.databaseUrl);
  return { ...(await processState(service)), commits, at: performance.now() };
}

function rateOf(answeredAt: readonly number[]): number {
  const sorted = answeredAt.toSorted((one, other) => one - other);
  const warm = Math.floor(sorted.length * WARM_UP_SHARE);
  const elapsed = (sorted.at(-1) ?? 0) - (sorted[warm] ?? 0);
  return ((sorted.length - warm - 1) / elapsed) * MILLISECONDS;
}

async function measureLatency(bench: GatewayBench, phase: Phase): Promise<Figures> {
  const { load, mono, print, seconds, stack } = bench;
  const { pacedPerSecond, batchTransfersMax } = phase;
  if (pacedPerSecond === null) return {};
  await mono.forget();
  const records = load.make(Math.ceil(seconds * LATENCY_SHARE * pacedPerSecond));
  const sentAt = await load.pace(records, pacedPerSecond);
  const { times, doubles } = await mono.untilPaid(records.length);
  await untilSettled(stack.databaseUrl);
  if (doubles > 0) throw new Error(`${doubles} transfers were paid twice`);
  const milliseconds = times.map(([id, answeredAt]) => answeredAt - (sentAt.get(id) ?? 0));
  const of = (hundredths: number): number => percentile(milliseconds, hundredths);
  print(
    `batches of ${batchTransfersMax} at ${pacedPerSecond}/s, Kafka to Mono's answer:` +
      ` p50 ${of(50).toFixed(0)} ms, p99 ${of(99).toFixed(0)} ms`,
  );
  const suffix = batchTransfersMax === 1 ? '' : batchTransfersMax;
  return { [`p50Milliseconds${suffix}`]: of(50), [`p99Milliseconds${suffix}`]: of(99) };
}
