import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { limits } from '../limits.ts';
import { readRunRecord } from '../supervision/run-record.ts';
import { processesOfGroups } from '../testing/process-group.ts';
import { postgresAnswers } from './postgres-answers.ts';
import { registryAnswers } from './registry-answers.ts';
import { startInfrastructure } from './start-infrastructure.ts';

const parentFile = fileURLToPath(new URL('../testing/infrastructure-parent.ts', import.meta.url));
const patient = { timeout: 60_000, interval: 100 };
const startTimeout = limits.kafkaStartMilliseconds;

interface Started {
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
  readonly runFolder: string;
}

let parents: ChildProcess[] = [];

afterEach(() => {
  for (const parent of parents) parent.kill('SIGKILL');
  parents = [];
});

async function startParent(): Promise<{ parent: ChildProcess; started: Started }> {
  const parent = spawn(process.execPath, [parentFile], { stdio: ['ignore', 'pipe', 'inherit'] });
  parents.push(parent);
  const [text] = (await once(parent.stdout, 'data')) as [Buffer];
  return { parent, started: JSON.parse(text.toString()) as Started };
}

async function settingsOf(databaseUrl: string): Promise<readonly unknown[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'max_connections'];
  const answer = await client.query(
    'select name, setting from pg_settings where name = any($1) order by name',
    [names],
  );
  await client.end();
  return answer.rows;
}

test(
  'two runs side by side have parts of their own, and none is left after SIGKILL of the parent',
  { timeout: 2 * startTimeout },
  async () => {
    const [first, second] = await Promise.all([startParent(), startParent()]);
    const addresses = [first.started, second.started].flatMap((started) => [
      started.databaseUrl,
      started.kafkaBrokers.join(),
      started.schemaRegistryUrl,
    ]);
    expect(new Set(addresses).size).toBe(6);
    expect(await postgresAnswers(first.started.databaseUrl)).toBe(true);
    expect(await registryAnswers(first.started.schemaRegistryUrl)).toBe(true);
    expect(await settingsOf(first.started.databaseUrl)).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'full_page_writes', setting: 'on' },
      { name: 'max_connections', setting: '300' },
      { name: 'synchronous_commit', setting: 'on' },
    ]);
    for (const { parent, started } of [first, second]) {
      const record = readRunRecord(started.runFolder)!;
      expect(record.children.map((child) => child.name).toSorted()).toEqual([
        'kafka',
        'postgres',
        'registry',
      ]);
      const groups = [...record.children, record.supervisor].map((recorded) => recorded.pid);
      expect(processesOfGroups(groups).length).toBeGreaterThanOrEqual(4);

      parent.kill('SIGKILL');

      await vi.waitFor(() => expect(processesOfGroups(groups)).toEqual([]), patient);
      for (const folder of record.folders) expect(existsSync(folder)).toBe(false);
      expect(readdirSync(started.runFolder).toSorted()).toEqual(['logs', 'run.json']);
      expect(readdirSync(join(started.runFolder, 'logs'))).toContain('kafka.log');
      rmSync(started.runFolder, { recursive: true });
    }
  },
);

test('given addresses are checked and used, and nothing is started for them', async () => {
  const stack = stackAddresses();
  const infrastructure = await startInfrastructure({
    environment: {
      DATABASE_URL: stack.databaseUrl,
      KAFKA_BROKERS: stack.kafkaBrokers.join(),
      SCHEMA_REGISTRY_URL: stack.schemaRegistryUrl,
    },
  });
  expect(infrastructure).toMatchObject({
    run: null,
    databaseUrl: stack.databaseUrl,
    kafkaBrokers: stack.kafkaBrokers,
    schemaRegistryUrl: stack.schemaRegistryUrl,
  });
});
