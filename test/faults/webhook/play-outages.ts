import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { PostgresServer, Run } from '@riel/local-stack';
import { createWebhookStack, startFakeMono } from '@riel/webhook/testing';
import type { OwnStack } from '../../support/own-stack.ts';
import { querySql } from '../../support/run-sql.ts';
import { startServiceProcess, type ServiceProcess } from '../../support/start-process.ts';
import { until } from '../real/until.ts';
import { readPublished } from './published-records.ts';
import { sendSteadily, type SteadyWebhooks } from './steady-webhooks.ts';

/** What is taken away while webhooks come. */
export const outages = [
  'database-restarted',
  'database-killed',
  'service-killed',
  'kafka-away-for-a-minute',
] as const;
export type Outage = (typeof outages)[number];

/** What became of the webhooks. Lost and published twice must be empty. */
export interface OutageReport {
  readonly signed: number;
  /** Transfers whose settlement is not in the log. */
  readonly lost: number;
  /** Transfers whose one settlement is in the log as several facts. */
  readonly double: number;
  /** Records that a crash had the relay send again, under the same event id. */
  readonly repeatedRecords: number;
}

export interface OutageOptions {
  readonly stack: OwnStack;
  readonly played: readonly Outage[];
  readonly webhooksPerSecond: number;
  readonly print: (line: string) => void;
}

const MINUTE_MILLISECONDS = 60_000;
const DOWN_MILLISECONDS = 1_000;
/** Webhooks that are answered between two outages. */
const BETWEEN = 50;

interface Scene {
  readonly stack: OwnStack;
  readonly steady: SteadyWebhooks;
  readonly restartService: () => Promise<void>;
}

function serverOf({ stack }: Scene): PostgresServer {
  if (stack.postgres === null) throw new Error('the database must be one that was started here');
  return stack.postgres;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Without a checkpoint and a farewell: what was not on disk is lost, and the log is replayed. */
async function killDatabase(server: PostgresServer): Promise<void> {
  const pidFile = join(server.dataFolder, 'postmaster.pid');
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGQUIT');
  await until('the server is gone', () => !isAlive(pid));
}

/** The broker that was started in this run, by its command line. */
function brokerPid({ folder }: Run): number {
  const found = readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'latin1');
      return command.includes('kafka.Kafka') && command.includes(folder);
    } catch {
      return false;
    }
  });
  if (found.length !== 1) throw new Error('the broker must be one that was started here');
  return Number(found[0]);
}

const plays: Readonly<Record<Outage, (scene: Scene) => Promise<void>>> = {
  'database-restarted': async (scene) => {
    const server = serverOf(scene);
    await server.stop();
    await wait(DOWN_MILLISECONDS);
    await server.start();
  },
  'database-killed': async (scene) => {
    const server = serverOf(scene);
    await killDatabase(server);
    await wait(DOWN_MILLISECONDS);
    await server.start();
  },
  'service-killed': async ({ restartService }) => await restartService(),
  // Stopped, not ended: connections stay open and nobody answers, the worst way to be away.
  'kafka-away-for-a-minute': async ({ stack, steady }) => {
    const pid = brokerPid(stack.run);
    process.kill(pid, 'SIGSTOP');
    try {
      const before = steady.answered;
      await wait(MINUTE_MILLISECONDS);
      if (steady.answered - before < BETWEEN) throw new Error('webhooks waited for Kafka');
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  },
};

async function reportOf(stack: OwnStack, steady: SteadyWebhooks): Promise<OutageReport> {
  const waiting = () => querySql(stack.databaseUrl, 'select 1 from webhook.outbox limit 1');
  await until('the outbox is empty', async () => (await waiting()).length === 0);
  const byKey = Map.groupBy(await readPublished(stack.kafkaBrokers), ({ key }) => key);
  let lost = 0;
  let double = 0;
  let repeatedRecords = 0;
  for (const transferId of steady.transferIds) {
    const records = byKey.get(transferId) ?? [];
    const ids = new Set(records.map(({ headers }) => headers['ce_id']));
    if (ids.size === 0) lost += 1;
    if (ids.size > 1) double += 1;
    repeatedRecords += records.length - ids.size;
  }
  return { signed: steady.transferIds.length, lost, double, repeatedRecords };
}

/** Plays outages one after the other while webhooks come, and counts what became of the webhooks. */
export async function playOutages(options: OutageOptions): Promise<OutageReport> {
  const { stack, print } = options;
  const mono = await startFakeMono();
  const files = await createWebhookStack({ ...stack, monoBaseUrl: mono.url });
  const start = () => startServiceProcess(stack.run, 'webhook', files.environment);
  let service: ServiceProcess = await start();
  const steady = sendSteadily(() => service.httpUrl, {
    secret: files.secret,
    perSecond: options.webhooksPerSecond,
  });
  const restartService = async (): Promise<void> => {
    await service.child.stop('SIGKILL');
    service = await start();
  };
  try {
    for (const outage of options.played) {
      const reached = steady.answered + BETWEEN;
      await until('webhooks are taken', () => steady.answered >= reached);
      print(`${outage}, after ${steady.answered} webhooks`);
      await plays[outage]({ stack, steady, restartService });
    }
    const reached = steady.answered + BETWEEN;
    await until('webhooks are taken again', () => steady.answered >= reached);
    await steady.stop();
    return await reportOf(stack, steady);
  } finally {
    await steady.stop();
    await service.child.stop();
    await mono.stop();
    await files.remove();
  }
}
