import { setTimeout as wait } from 'node:timers/promises';
import type { Figures } from '../benchmark.ts';
import { startGateway, type GatewayBench } from '../gateway-bench.ts';
import { processState } from '../process-state.ts';
import { transfersRead } from './gateway-tables.ts';

const SAMPLE_MILLISECONDS = 1_000;
const MILLISECONDS = 1_000;
/** Share of the samples at each end whose median is compared. */
const END_SHARE = 0.2;

interface Outage {
  readonly waiting: number;
  readonly seconds: number;
}

/** What is measured by default, and with `--long`. */
const short: Outage = { waiting: 20_000, seconds: 10 };
const long: Outage = { waiting: 100_000, seconds: 300 };

/** Memory of a gateway whose Mono is away while transfers wait: nothing of them may stay in memory. */
export async function measureOutage(bench: GatewayBench): Promise<Figures> {
  const { load, mono, stack, print } = bench;
  const { waiting, seconds } = bench.long === true ? long : short;
  await mono.process.child.stop();
  const readBefore = await transfersRead(stack.databaseUrl);
  const service = await startGateway(bench, { MONO_BATCH_TRANSFERS_MAX: '1' });
  await load.send(load.make(waiting));
  while ((await transfersRead(stack.databaseUrl)) - readBefore < waiting) {
    await wait(SAMPLE_MILLISECONDS);
  }
  const resident: number[] = [];
  const before = await processState(service);
  for (const until = performance.now() + seconds * MILLISECONDS; performance.now() < until;) {
    resident.push((await processState(service)).residentMegabytes);
    await wait(SAMPLE_MILLISECONDS);
  }
  const after = await processState(service);
  await service.child.stop();
  const atEnds = Math.max(1, Math.floor(resident.length * END_SHARE));
  const growth = median(resident.slice(-atEnds)) - median(resident.slice(0, atEnds));
  print(`Mono away for ${seconds} s, ${waiting} transfers wait: grown by ${growth.toFixed(1)} MB`);
  return {
    residentGrowthMegabytes: growth,
    outageTransfersWaiting: waiting,
    outageSeconds: seconds,
    outageResidentMegabytesMost: Math.max(...resident),
    outageCoreShare:
      (after.cpuMicroseconds - before.cpuMicroseconds) / (seconds * MILLISECONDS * MILLISECONDS),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
