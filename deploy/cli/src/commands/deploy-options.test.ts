import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { deployOptions } from './deploy-options.ts';

const environment = {
  DATABASE_URL: 'postgres://u:secret@h/d',
  KAFKA_BROKERS: 'a:1, b:2',
  SCHEMA_REGISTRY_URL: 'http://r',
};
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'riel-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

describe('deployOptions', () => {
  test('come from the environment, with defaults for one broker', async () => {
    expect(await deployOptions([], environment)).toEqual({
      databaseUrl: 'postgres://u:secret@h/d',
      kafkaBrokers: ['a:1', 'b:2'],
      kafkaSecurity: {},
      schemaRegistryUrl: 'http://r',
      callers: [],
      replicationFactor: 1,
      minInsyncReplicas: 1,
      author: 'riel deploy',
      lockTimeoutMilliseconds: 300_000,
    });
  });

  test('an option overrides its variable', async () => {
    const logins = [{ user: 'command', role: 'riel_command', password: 'secret' }];
    const tables = await file('tables.json', '{}');
    const loginsFile = await file('logins.json', JSON.stringify(logins));
    const words =
      `--callers payroll,treasury --replication-factor 3 --min-insync-replicas=2 ` +
      `--tables ${tables} --logins ${loginsFile}`;
    expect(
      await deployOptions(words.split(' '), { ...environment, COMMAND_CALLERS: 'other' }),
    ).toMatchObject({
      callers: ['payroll', 'treasury'],
      replicationFactor: 3,
      minInsyncReplicas: 2,
      tables: '{}',
      logins,
    });
  });

  test('names every variable that is missing', async () => {
    await expect(deployOptions([], {})).rejects.toMatchObject({
      code: 'RIEL_CONFIGURATION',
      message: expect.stringMatching(/DATABASE_URL.*KAFKA_BROKERS.*SCHEMA_REGISTRY_URL/) as string,
    });
  });

  test.each([
    ['an unknown option', ['--partitions', '9'], 'RIEL_USAGE'],
    ['a word too many', ['now'], 'RIEL_USAGE'],
    ['a number that is none', ['--replication-factor', 'many'], 'RIEL_CONFIGURATION'],
    ['a caller that cannot be in a topic name', ['--callers', 'Pay.Roll'], 'RIEL_CALLER_NAME'],
    ['a file that is not there', ['--tables', '/no/such/file'], 'RIEL_DEPLOY_OPTION'],
  ])('refuses %s', async (_, words, code) => {
    await expect(deployOptions(words, environment)).rejects.toMatchObject({ code });
  });

  test.each(['no JSON: secret', '{}', '[{"user":"a","role":"superuser","password":"secret"}]'])(
    'refuses logins %s without showing them',
    async (text) => {
      const words = ['--logins', await file('bad.json', text)];
      const failure = await deployOptions(words, environment).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'RIEL_DEPLOY_OPTION' });
      expect(String(failure)).not.toContain('secret');
    },
  );
});
