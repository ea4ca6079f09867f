import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { canonicalTables, exampleTables } from '@riel/books';
import { createKafka, ensureTopics } from '@riel/kafka';
import { openTestBooks, tablesActivated } from '@riel/ledger-projector/testing';
import { createLogger } from '@riel/runtime';
import { bookedTopics } from '@riel/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { runSql } from '../../../../test/support/run-sql.ts';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import type { TestDatabase } from '../../../../test/support/test-database.ts';
import { runRiel } from '../run-riel.ts';

import { ledgerCommand } from './ledger-command.ts';

const { kafkaBrokers, schemaRegistryUrl } = stackAddresses();
let booked: TestDatabase;
let empty: TestDatabase;
let folder: string;
let printed: string[];
let complained: string[];
let drawn: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'riel-ledger-'));
  [booked, empty] = [await createTestDatabase(), await createTestDatabase()];
  const books = await openTestBooks({ databaseUrl: booked.url, schemaRegistryUrl });
  await books.mark(tablesActivated(1, canonicalTables(exampleTables)));
  await books.close();
});

afterAll(async () => {
  await Promise.all([booked.drop(), empty.drop(), rm(folder, { recursive: true })]);
});

beforeEach(() => {
  [printed, complained, drawn] = [[], [], []];
});

const riel = (databaseUrl: string, ...words: readonly string[]): Promise<number> =>
  runRiel(['ledger', ...words], [ledgerCommand], {
    environment: {
      DATABASE_URL: databaseUrl,
      KAFKA_BROKERS: kafkaBrokers.join(),
      SCHEMA_REGISTRY_URL: schemaRegistryUrl,
      INIT_CWD: folder,
    },
    print: (line) => printed.push(line),
    printError: (line) => complained.push(line),
    draw: (text) => drawn.push(text),
  });

describe('riel ledger verify', () => {
  test('says that a ledger holds, and how much was read', async () => {
    expect(await riel(booked.url, 'verify')).toBe(0);
    expect(printed[0]).toContain('9 chains, 9 facts');
    expect(printed.at(-1)).toBe('The ledger holds.');
    expect(drawn.join('')).toContain('facts');
  });

  test('ends with status 1 and names the first broken link', async () => {
    const broken = await createTestDatabase();
    const books = await openTestBooks({ databaseUrl: broken.url, schemaRegistryUrl });
    await books.mark(tablesActivated(1, canonicalTables(exampleTables)));
    await books.close();
    await runSql(
      broken.url,
      `set session_replication_role = replica;
       update ledger.facts set occurred_at = occurred_at + 1 where fact_id >> 40 = 2049`,
    );
    expect(await riel(broken.url, 'verify')).toBe(1);
    expect(printed).toContainEqual(
      expect.stringContaining(
        'first broken link: riel.collections.v1, partition 1, chain number 1: fact ',
      ),
    );
    expect(printed.at(-1)).toBe('THE LEDGER DOES NOT HOLD: 1 problems.');
    await broken.drop();
  });

  test('reads anchors from a file, and says which line it cannot read', async () => {
    await writeFile(join(folder, 'anchors.jsonl'), '\n{"keyId": 7}\n');
    expect(await riel(booked.url, 'verify', '--anchors', 'anchors.jsonl')).toBe(1);
    expect(complained[0]).toContain('RIEL_ANCHOR_UNREADABLE: line 2');
  });

  test('verifies a range of days', async () => {
    expect(await riel(booked.url, 'verify', '--from', '2030-01-01')).toBe(0);
    expect(printed[0]).toContain('9 chains, 0 facts');
  });
});

describe('riel ledger rebuild', () => {
  let topicPrefix: string;
  let into: TestDatabase;

  beforeEach(async () => {
    topicPrefix = `test.${randomUUID()}.`;
    const logger = createLogger({ service: 'test', level: 'silent' });
    const kafka = createKafka({ brokers: kafkaBrokers, clientId: 'test', logger });
    const topics = bookedTopics.map(({ name }) => ({ name: `${topicPrefix}${name}` }));
    await ensureTopics(
      kafka,
      topics.map((topic) => ({ ...topic, partitions: 1, replicationFactor: 1 })),
    );
    into = await createTestDatabase({ template: false });
    return () => into.drop();
  });

  const rebuild = (databaseUrl: string): Promise<number> =>
    riel(databaseUrl, 'rebuild', '--into', into.url, '--topic-prefix', topicPrefix);

  test('makes the schema, and finds that an empty log gives an empty ledger', async () => {
    expect(await rebuild(empty.url)).toBe(0);
    expect(printed.at(-1)).toBe('Both ledgers are the same.');
  });

  test('ends with status 1 when the log does not hold what is booked', async () => {
    expect(await rebuild(booked.url)).toBe(1);
    expect(printed.at(-1)).toBe('THE LEDGERS DIFFER.');
  });

  test('refuses a database that holds a ledger', async () => {
    const words = ['rebuild', '--into', booked.url, '--topic-prefix', topicPrefix];
    expect(await riel(empty.url, ...words)).toBe(1);
    expect(complained[0]).toContain('RIEL_REBUILD_TARGET');
  });
});
