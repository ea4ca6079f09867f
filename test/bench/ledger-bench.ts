import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { deploy, deployDatabase } from '@riel/cli';
import { canonicalTables, exampleTables } from '@riel/books';
import { createKafka, createProducer } from '@riel/kafka';
import { createWorkload, prepareBareWrites } from '@riel/ledger-projector/testing';
import type { Workload, WorkloadOptions, WorkloadRecord } from '@riel/ledger-projector/testing';
import { createLogger, serviceNodeOptions } from '@riel/runtime';
import { topics, TRANSFERS_TOPIC } from '@riel/schemas';
import { startOwnStack } from '../support/own-stack.ts';
import type { OwnStack } from '../support/own-stack.ts';
import { runSql } from '../support/run-sql.ts';
import { startServiceProcess } from '../support/start-process.ts';
import { databaseUrlOf } from '../support/test-database.ts';
import { ageServer } from './age-server.ts';
import type { BenchmarkOptions, Figures } from './benchmark.ts';
import { rebuild, verifyRate } from './ledger-commands.ts';
import { measureLatency } from './ledger-latency.ts';
import { bytesPerTransfer, copyRates, watchBooking } from './ledger-measures.ts';
import { processState } from './process-state.ts';

const TRANSFERS_PER_SECOND_OF_LOAD = 500;
const BARE_TRANSFERS_MAX = 30_000;
const CHUNK_RECORDS = 1_000;
const SEND_RECORDS = 2_000;
const SPREAD_MONO_ACCOUNTS = 200;
const HOT_MONO_ACCOUNTS = 2;
const ROUNDS = 2;
const POSTINGS_PER_TRANSFER = 8;
const EVENTS_PER_TRANSFER = 3;
/** Encoded at a time, so that a long log need not fit into memory. */
const SENT_TRANSFERS_MAX = 20_000;
const LONG_POSTINGS = 10_000_000;
/** Behind those of all other phases. */
const LATENCY_FIRST_NUMBER = 50_000_000;
const LATENCY_SECONDS_MAX = 30;

const partitions = topics.find(({ name }) => name === TRANSFERS_TOPIC)?.partitions ?? 1;

interface Bench extends BenchmarkOptions {
  readonly stack: OwnStack;
  readonly workload: Workload;
  /** Transfers that one phase books. */
  readonly transfers: number;
}

/**
 * The projector as a process, from Kafka to committed entries, with chain, checks, offsets and the
 * relay of entries on; and the same rows by the bare statements and by COPY in the same run.
 */
export async function benchLedger(options: BenchmarkOptions): Promise<Figures> {
  const stack = await startOwnStack();
  try {
    await ageServer(stack.databaseUrl);
    const tables = canonicalTables(exampleTables);
    await deploy({
      ...stack,
      kafkaBrokers: [...stack.kafkaBrokers],
      tables,
      print: () => undefined,
    });
    const workload = await createWorkload(stack.schemaRegistryUrl);
    const transfers = Math.ceil(options.seconds * TRANSFERS_PER_SECOND_OF_LOAD);
    const bench = { ...options, stack, workload, transfers };
    if (options.rebuildEvents !== undefined) {
      return await measureRebuild(bench, options.rebuildEvents);
    }
    const bare = await measureBare(bench);
    const booked = await measureProjector(bench);
    const proven = await measureProof(bench);
    const late = await measureEndToEnd(bench);
    return {
      ...booked,
      ...bare,
      ...proven,
      ...late,
      ratioToSql: booked.eventsPerSecond / bare.sqlEventsPerSecond,
      ratioToSqlOfFourWriters: booked.eventsPerSecond / bare.sqlEventsPerSecondOfFourWriters,
      ratioToCopy: booked.eventsPerSecond / bare.copyEventsPerSecond,
    };
  } finally {
    await stack.stop();
  }
}

function projectorEnvironment(stack: OwnStack): Record<string, string> {
  // As the CPU profiler of Node may be wanted: PROJECTOR_NODE_OPTIONS=--cpu-prof.
  const more = process.env['PROJECTOR_NODE_OPTIONS'];
  return {
    RIEL_ENV: 'local',
    DATABASE_URL: stack.databaseUrl,
    KAFKA_BROKERS: stack.kafkaBrokers.join(),
    SCHEMA_REGISTRY_URL: stack.schemaRegistryUrl,
    LOG_LEVEL: 'error',
    NODE_OPTIONS: more === undefined ? serviceNodeOptions : `${serviceNodeOptions} ${more}`,
  };
}

type Bare = Record<
  'sqlEventsPerSecond' | 'sqlEventsPerSecondOfFourWriters' | 'copyEventsPerSecond',
  number
>;

async function measureBare({ stack, workload, transfers, print }: Bench): Promise<Bare> {
  const load = { from: 1, transfers: Math.min(transfers, BARE_TRANSFERS_MAX) };
  const records = workload.records({ ...load, partitions, monoAccounts: SPREAD_MONO_ACCOUNTS });
  const logs = records.map((log) => [workload.marker, ...log]);
  const rates: number[] = [];
  let copyEventsPerSecond = 0;
  for (const writers of [1, 4]) {
    const scratch = await createLedgerDatabase(stack);
    const { schemaRegistryUrl } = stack;
    const options = { databaseUrl: scratch.url, schemaRegistryUrl, logs };
    const bare = await prepareBareWrites({ ...options, chunkRecordsMax: CHUNK_RECORDS });
    const milliseconds = await bare.run(writers);
    await bare.close();
    rates.push((bare.events / milliseconds) * 1_000);
    print(`bare SQL, ${writers} writers: ${Math.round(rates.at(-1) ?? 0)} events/s`);
    if (writers === 1) {
      const target = await createLedgerDatabase(stack);
      copyEventsPerSecond = await copyRates(scratch.url, target.url, bare.events);
      print(`COPY of the same rows: ${Math.round(copyEventsPerSecond)} events/s`);
      await target.drop();
    }
    await scratch.drop();
  }
  const [sqlEventsPerSecond = 0, sqlEventsPerSecondOfFourWriters = 0] = rates;
  return { sqlEventsPerSecond, sqlEventsPerSecondOfFourWriters, copyEventsPerSecond };
}

/** Proves what was booked, and books it again from the log into an empty database. */
async function measureProof({ stack, print }: Bench) {
  const verifyEntriesPerSecond = await verifyRate(stack);
  print(`verify: ${verifyEntriesPerSecond} entries/s`);
  const empty = await createLedgerDatabase(stack);
  const { eventsPerSecond: rebuildEventsPerSecond } = await rebuild(stack, empty.url);
  print(`rebuild: ${rebuildEventsPerSecond} events/s`);
  await empty.drop();
  const rebuildSecondsPerMillion = 1_000_000 / rebuildEventsPerSecond;
  return { verifyEntriesPerSecond, rebuildEventsPerSecond, rebuildSecondsPerMillion };
}

/** From an accepted webhook to its entry, beside the two services that it passes. */
async function measureEndToEnd({ stack, workload, seconds, print }: Bench) {
  const latency = await measureLatency({
    stack,
    workload,
    from: LATENCY_FIRST_NUMBER,
    seconds: Math.min(seconds, LATENCY_SECONDS_MAX),
    projector: projectorEnvironment(stack),
  });
  const { endToEndP50Milliseconds: p50, endToEndP99Milliseconds: p99 } = latency;
  print(`accepted webhook to booked: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`);
  return latency;
}

/** A log of so many events, booked once by the projector, proven, and read anew from its beginning. */
async function measureRebuild(bench: Bench, events: number): Promise<Figures> {
  const { stack, print } = bench;
  const transfers = Math.ceil(events / EVENTS_PER_TRANSFER);
  const service = await startServiceProcess(
    stack.run,
    'ledger-projector',
    projectorEnvironment(stack),
  );
  for (let from = 1; from <= transfers; from += SENT_TRANSFERS_MAX) {
    const sending = Math.min(SENT_TRANSFERS_MAX, transfers - from + 1);
    const monoAccounts = SPREAD_MONO_ACCOUNTS;
    await send(bench, { from, transfers: sending, monoAccounts, partitions });
  }
  print(`${transfers * EVENTS_PER_TRANSFER} events are in the log`);
  await watchBooking(stack.databaseUrl, { transfers, onSample: () => Promise.resolve() });
  await service.child.stop();
  const verifyEntriesPerSecond = await verifyRate(stack);
  print(`verify: ${verifyEntriesPerSecond} entries/s`);
  const empty = await createLedgerDatabase(stack);
  const rebuilt = await rebuild(stack, empty.url);
  await empty.drop();
  return {
    rebuildEvents: transfers * EVENTS_PER_TRANSFER,
    rebuildSeconds: rebuilt.readingSeconds,
    rebuildEventsPerSecond: rebuilt.eventsPerSecond,
    rebuildResidentMegabytes: rebuilt.residentMegabytesMax,
    verifyEntriesPerSecond,
  };
}

async function createLedgerDatabase({ databaseUrl }: OwnStack) {
  const name = `riel_bench_${randomBytes(6).toString('hex')}`;
  await runSql(databaseUrl, `create database "${name}" template template1`);
  const url = databaseUrlOf(databaseUrl, name);
  await deployDatabase({ databaseUrl: url, print: () => undefined });
  const drop = () => runSql(databaseUrl, `drop database if exists "${name}" with (force)`);
  return { url, drop };
}

async function measureProjector(bench: Bench) {
  const { stack, print, transfers } = bench;
  const rates: Record<'spread' | 'hot', number[]> = { spread: [], hot: [] };
  const resident: number[] = [];
  const cpu: number[] = [];
  let from = 1;
  const phase = async (kind: 'spread' | 'hot'): Promise<number> => {
    const monoAccounts = kind === 'hot' ? HOT_MONO_ACCOUNTS : SPREAD_MONO_ACCOUNTS;
    await send(bench, { from, transfers, monoAccounts, partitions });
    from += transfers;
    const environment = projectorEnvironment(stack);
    const service = await startServiceProcess(stack.run, 'ledger-projector', environment);
    const rate = await watchBooking(stack.databaseUrl, {
      transfers: from - 1,
      onSample: async () => resident.push((await processState(service)).residentMegabytes),
    });
    cpu.push((await processState(service)).cpuMicroseconds / (transfers * 3));
    await service.child.stop();
    // The next phase waits for a file of its own.
    await rm(join(stack.run.folder, 'ledger-projector.ready.json'), { force: true });
    rates[kind].push(rate);
    print(`${kind}: ${Math.round(rate)} events/s`);
    return rate;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    await phase('spread');
    await phase('hot');
  }
  const bytes = await bytesPerTransfer(stack.databaseUrl);
  const late = bench.long === true ? await phaseAfterTenMillion(phase, () => from) : null;
  const [spread, hot] = [median(rates.spread), median(rates.hot)];
  return {
    eventsPerSecond: spread,
    postingsPerSecond: (spread * POSTINGS_PER_TRANSFER) / 3,
    hotToSpread: hot / spread,
    residentMegabytes: Math.max(...resident),
    // Its start included; what a core of the projector could do, whoever else uses the machine.
    cpuMicrosecondsPerEvent: Math.min(...cpu),
    bytesPerTransfer: bytes,
    ...(late === null ? {} : { rateAfterTenMillion: late / (rates.spread[0] ?? late) }),
  };
}

async function phaseAfterTenMillion(
  phase: (kind: 'spread') => Promise<number>,
  transfersBooked: () => number,
): Promise<number> {
  while (transfersBooked() * POSTINGS_PER_TRANSFER < LONG_POSTINGS) await phase('spread');
  return phase('spread');
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? 0) + upper) / 2 : upper;
}

async function send({ stack, workload }: Bench, options: WorkloadOptions): Promise<void> {
  const logger = createLogger({ service: 'bench', level: 'silent' });
  const brokers = stack.kafkaBrokers;
  const producer = createProducer(createKafka({ brokers, clientId: 'bench', logger }));
  try {
    for (const [partition, log] of workload.records(options).entries()) {
      for (let from = 0; from < log.length; from += SEND_RECORDS) {
        const records = log
          .slice(from, from + SEND_RECORDS)
          .map((record) => sent(record, partition));
        await producer.send([{ topic: TRANSFERS_TOPIC, records }]);
      }
    }
  } finally {
    await producer.stop();
  }
}

const sent = ({ key, value }: WorkloadRecord, partition: number) => ({
  key,
  value,
  partition,
  headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
});
