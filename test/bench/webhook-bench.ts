import { setTimeout as wait } from 'node:timers/promises';
import { serviceNodeOptions } from '@riel/runtime';
import { createWebhookStack, startFakeMono } from '@riel/webhook/testing';
import { ageServer } from './age-server.ts';
import { startOwnStack } from '../support/own-stack.ts';
import { startServiceProcess, type ServiceProcess } from '../support/start-process.ts';
import type { BenchmarkOptions, Figures } from './benchmark.ts';
import { putHttpLoad, type HttpLoad, type HttpLoadOptions } from './http-load.ts';
import { percentile } from './percentile.ts';
import { processState } from './process-state.ts';
import { processTimes, type ProcessTimes } from './process-tree.ts';
import { settlements } from './settlements.ts';

/** A little more than what is asked for, since senders come by chance. Less for a long run on a busy machine. */
const OFFERED_PER_SECOND = Number(process.env['WEBHOOKS_PER_SECOND'] ?? 3_050);
const CONNECTIONS = 128;
const WARM_UP_SECONDS = 5;
const SHORT_SECONDS = 10;
const SAMPLE_MILLISECONDS = 5_000;

type Times = ProcessTimes | null;

/** Processor time of each kind of process for one request, where the system tells it. */
function timesPer(count: number, before: Times, after: Times): Figures {
  if (before === null || after === null) return {};
  const per = (kind: keyof ProcessTimes): number => (after[kind] - before[kind]) / count;
  return {
    serviceMicroseconds: per('service'),
    databaseMicroseconds: per('database'),
    brokerMicroseconds: per('broker'),
    loadMicroseconds: per('load'),
  };
}

interface Measured {
  readonly load: HttpLoad;
  readonly times: Figures;
  readonly residentMegabytes: readonly number[];
}

async function measureLoad(service: ServiceProcess, options: HttpLoadOptions): Promise<Measured> {
  const before = processTimes(service.pid);
  const residentMegabytes: number[] = [];
  const stopped = new AbortController();
  const sampling = (async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      residentMegabytes.push((await processState(service)).residentMegabytes);
      await wait(SAMPLE_MILLISECONDS, undefined, stopped).catch(() => undefined);
    }
  })();
  try {
    const load = await putHttpLoad(options);
    const times = timesPer(load.count, before, processTimes(service.pid));
    return { load, times, residentMegabytes };
  } finally {
    stopped.abort();
    await sampling;
  }
}

const median = (values: readonly number[]): number => percentile(values, 50);

/** From the first fifth of the samples to the last one. */
function growthOf(samples: readonly number[]): number {
  const fifth = Math.max(1, Math.floor(samples.length / 5));
  return median(samples.slice(-fifth)) - median(samples.slice(0, fifth));
}

async function measure(
  service: ServiceProcess,
  secret: string,
  { seconds, print }: BenchmarkOptions,
): Promise<Figures> {
  const shared = { httpUrl: service.httpUrl, connections: CONNECTIONS };
  const signed = { ...shared, next: settlements(secret), status: 200 };
  // Signed under another secret: well-formed, read whole, and refused.
  const forged = { ...shared, next: settlements(`${secret}x`), status: 401 };
  const short = { seconds: SHORT_SECONDS, perSecond: null };
  await putHttpLoad({ ...signed, ...short, seconds: WARM_UP_SECONDS });
  const most = await measureLoad(service, { ...signed, ...short });
  const offered = await measureLoad(service, {
    ...signed,
    seconds,
    perSecond: OFFERED_PER_SECOND,
  });
  const refused = await measureLoad(service, { ...forged, ...short });
  print(`resident, Mbyte: ${offered.residentMegabytes.map(Math.round).join(' ')}`);
  const p99 = ({ load }: Measured): number => percentile(load.milliseconds, 99);
  return {
    webhooksPerSecond: offered.load.perSecond,
    p50Milliseconds: median(offered.load.milliseconds),
    p99Milliseconds: p99(offered),
    loadLagP99Milliseconds: percentile(offered.load.lagMilliseconds, 99),
    connections: offered.load.connections,
    mostWebhooksPerSecond: most.load.perSecond,
    mostP99Milliseconds: p99(most),
    forgeriesPerSecond: refused.load.perSecond,
    forgeryRatio: refused.load.perSecond / most.load.perSecond,
    ...most.times,
    forgeryServiceMicroseconds: refused.times['serviceMicroseconds'] ?? Number.NaN,
    residentMegabytes: Math.max(...offered.residentMegabytes),
    residentGrowthMegabytes: growthOf(offered.residentMegabytes),
  };
}

/**
 * Webhooks verified and durable, and forgeries refused, by one instance beside its infrastructure.
 *
 * `webhooksPerSecond` and its percentiles are of an open loop: webhooks are due at times that do not wait
 * for answers, and each one's time runs from then; `loadLag...` is how late the load itself was with them. `most...` and forgeries are of a closed loop over 128
 * connections, each of which sends the next request when the last one is answered.
 */
export async function benchWebhook(options: BenchmarkOptions): Promise<Figures> {
  const stack = await startOwnStack();
  const mono = await startFakeMono();
  const files = await createWebhookStack({ ...stack, monoBaseUrl: mono.url });
  // The stack of tests polls more often than the service does by itself.
  const settings = Object.entries(files.environment).filter(([name]) => !/MILLISECONDS/.test(name));
  const nodeOptions = [serviceNodeOptions, process.env['SERVICE_NODE_OPTIONS'] ?? ''].join(' ');
  try {
    await ageServer(stack.databaseUrl);
    const service = await startServiceProcess(stack.run, 'webhook', {
      ...Object.fromEntries(settings),
      // As the CPU profiler of Node may be wanted: --cpu-prof.
      NODE_OPTIONS: nodeOptions,
    });
    try {
      return await measure(service, files.secret, options);
    } finally {
      await service.child.stop();
    }
  } finally {
    await stack.stop();
    await mono.stop();
    await files.remove();
  }
}
