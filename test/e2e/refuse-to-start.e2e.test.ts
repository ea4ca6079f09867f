import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerSchemas } from '@riel/avro';
import { start as startCommand } from '@riel/command';
import { start as startProjector } from '@riel/ledger-projector';
import { startInfrastructure, type Infrastructure } from '@riel/local-stack';
import {
  generateHashKey,
  generateOpeningKey,
  generateSigningKey,
  publicPart,
  writeKeyFile,
} from '@riel/sealing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const START_MILLISECONDS_MAX = 120_000;

let database: TestDatabase;
/** A broker and a registry of this file's own: nobody has deployed anything there. */
let bare: Infrastructure;
let keys: string;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  database = await createTestDatabase();
  bare = await startInfrastructure({ environment: { DATABASE_URL: database.url } });
  keys = await mkdtemp(join(tmpdir(), 'riel-refuse-'));
  const signing = generateSigningKey('signing-1');
  await writeKeyFile(join(keys, 'signing.json'), [signing]);
  await writeKeyFile(join(keys, 'recipients.json'), [publicPart(generateOpeningKey('reader-1'))]);
  await writeKeyFile(join(keys, 'hash.json'), [generateHashKey('hash-1')]);
  environment = {
    RIEL_ENV: 'local',
    LOG_LEVEL: 'silent',
    DATABASE_URL: database.url,
    KAFKA_BROKERS: bare.kafkaBrokers.join(','),
    SCHEMA_REGISTRY_URL: bare.schemaRegistryUrl,
    REQUEST_SIGNING_KEY_FILE: join(keys, 'signing.json'),
    LEDGER_SIGNING_KEY_FILE: join(keys, 'signing.json'),
    PAYEE_RECIPIENTS_FILE: join(keys, 'recipients.json'),
    IDEMPOTENCY_HASH_KEY_FILE: join(keys, 'hash.json'),
    THIRD_PARTY_HASH_KEY_FILE: join(keys, 'hash.json'),
  };
}, START_MILLISECONDS_MAX);

afterAll(async () => {
  await bare.stop();
  await database.drop();
  await rm(keys, { recursive: true });
});

it('the command service names the schema that is missing', async () => {
  const started = startCommand(environment);
  await expect(started).rejects.toMatchObject({ code: 'RIEL_SCHEMA_MISSING' });
  await expect(started).rejects.toThrow(/riel\.[A-Z]/);
});

it('with the schemas there, the projector names the topics that are missing', async () => {
  await registerSchemas({ registryUrl: bare.schemaRegistryUrl });
  const started = startProjector(environment);
  await expect(started).rejects.toMatchObject({ code: 'RIEL_TOPIC_MISSING' });
  await expect(started).rejects.toThrow(/riel\.transfers\.v1/);
});
