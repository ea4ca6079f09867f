import { monoSignatureHeader } from '@riel/mono-client';
import { transferIdOf } from '@riel/ids';
import type { Caller } from '@riel/schemas';
import {
  createWebhookStack,
  monoId,
  onConnections,
  rawRequest,
  startFakeMono,
  transferObject,
  webhookBody,
} from '@riel/webhook/testing';
import { startOwnStack } from '../support/own-stack.ts';
import { startServiceProcess, type ServiceProcess } from '../support/start-process.ts';
import type { BenchmarkOptions, Figures } from './benchmark.ts';
import { percentile } from './percentile.ts';

const CONNECTIONS = 64;
const WARM_UP_SECONDS = 5;
const FORGERY_SECONDS = 10;
const MILLISECONDS = 1_000;
const BYTES_PER_MEGABYTE = 1_048_576;

/** Makes requests of which each is another settlement, at little cost: the load shares the cores. */
function settlements(secret: string): () => Buffer {
  const id = monoId('trn');
  const template = webhookBody(
    'bank_transfer_approved',
    transferObject({ id, external_id: transferIdOf('demo' as Caller, 'bench') }),
  );
  const [before = '', after = ''] = template.split(id);
  let count = 0;
  return () => {
    count += 1;
    const own = `trn_${String(count).padStart(22, '0')}`;
    const rawBody = Buffer.from(`${before}${own}${after}`);
    const signedAtSeconds = Math.floor(Date.now() / MILLISECONDS);
    const headers = {
      'content-type': 'application/json',
      'mono-signature': monoSignatureHeader({ secret, signedAtSeconds, rawBody }),
    };
    return rawRequest(rawBody, headers);
  };
}

interface Load {
  readonly count: number;
  readonly perSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
}

/** Sends as fast as answers come, on every connection one request at a time. */
async function load(
  httpUrl: string,
  next: () => Buffer,
  { seconds, status }: { readonly seconds: number; readonly status: number },
): Promise<Load> {
  const milliseconds: number[] = [];
  const since = performance.now();
  const until = since + seconds * MILLISECONDS;
  await onConnections(httpUrl, CONNECTIONS, {
    next: () => (performance.now() < until ? next() : null),
    run: async (connection, request) => {
      const sentAt = performance.now();
      const answer = await connection.send(request);
      milliseconds.push(performance.now() - sentAt);
      if (answer.status !== status) throw new Error(`answered ${answer.status}: ${answer.body}`);
    },
  });
  const elapsedSeconds = (performance.now() - since) / MILLISECONDS;
  return {
    count: milliseconds.length,
    perSecond: milliseconds.length / elapsedSeconds,
    p50Milliseconds: percentile(milliseconds, 50),
    p99Milliseconds: percentile(milliseconds, 99),
  };
}

interface ProcessState {
  readonly residentMegabytes: number;
  readonly cpuMilliseconds: number;
}

async function stateOf({ adminUrl }: ServiceProcess): Promise<ProcessState> {
  const text = await (await fetch(`${adminUrl}/metrics`)).text();
  const valueOf = (name: string): number =>
    Number(new RegExp(`^${name}\\{[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  return {
    residentMegabytes: valueOf('process_resident_memory_bytes') / BYTES_PER_MEGABYTE,
    cpuMilliseconds: valueOf('process_cpu_seconds_total') * MILLISECONDS,
  };
}

async function measure(
  service: ServiceProcess,
  secret: string,
  { seconds, print }: BenchmarkOptions,
): Promise<Figures> {
  const { httpUrl } = service;
  const signed = settlements(secret);
  // Signed under another secret: well-formed, read whole, and refused.
  const forged = settlements(`${secret}x`);
  await load(httpUrl, signed, { seconds: WARM_UP_SECONDS, status: 200 });
  const before = await stateOf(service);
  const accepted = await load(httpUrl, signed, { seconds, status: 200 });
  const after = await stateOf(service);
  const refused = await load(httpUrl, forged, { seconds: FORGERY_SECONDS, status: 401 });
  const last = await stateOf(service);
  print(`p50 of accepted ${accepted.p50Milliseconds.toFixed(1)} ms`);
  return {
    webhooksPerSecond: accepted.perSecond,
    p99Milliseconds: accepted.p99Milliseconds,
    forgeriesPerSecond: refused.perSecond,
    forgeryRatio: refused.perSecond / accepted.perSecond,
    // What a core of the service could do, whoever else uses the machine.
    cpuMillisecondsPerWebhook: (after.cpuMilliseconds - before.cpuMilliseconds) / accepted.count,
    cpuMillisecondsPerForgery: (last.cpuMilliseconds - after.cpuMilliseconds) / refused.count,
    residentMegabytes: after.residentMegabytes,
    residentGrowthMegabytes: after.residentMegabytes - before.residentMegabytes,
  };
}

/** Webhooks verified and durable, and forgeries refused, by one instance beside its infrastructure. */
export async function benchWebhook(options: BenchmarkOptions): Promise<Figures> {
  const stack = await startOwnStack();
  const mono = await startFakeMono();
  const files = await createWebhookStack({ ...stack, monoBaseUrl: mono.url });
  try {
    const service = await startServiceProcess(stack.run, 'webhook', { ...files.environment });
    return await measure(service, files.secret, options);
  } finally {
    await stack.stop();
    await mono.stop();
    await files.remove();
  }
}
