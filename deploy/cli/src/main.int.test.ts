import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import type { TestDatabase } from '../../../test/support/test-database.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const { kafkaBrokers, schemaRegistryUrl } = stackAddresses();
let target: TestDatabase;

beforeAll(async () => {
  target = await createTestDatabase({ template: false });
});
afterAll(() => target.drop());

interface Ending {
  readonly code: number;
  readonly output: string;
}

/** Runs `riel` as a process of its own. */
function riel(words: readonly string[], change: NodeJS.ProcessEnv = {}): Promise<Ending> {
  const environment = {
    PATH: process.env['PATH'],
    DATABASE_URL: target.url,
    KAFKA_BROKERS: kafkaBrokers.join(','),
    SCHEMA_REGISTRY_URL: schemaRegistryUrl,
    ...change,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...words], { env: environment }, (error, out, err) => {
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, output: `${out}${err}` });
    });
  });
}

describe('the riel command', () => {
  test('deploys, says what each step did and shows no address', async () => {
    const { code, output } = await riel(['deploy']);
    expect(output).toMatch(/^schema command: applied /m);
    expect(output).toMatch(/^topics: /m);
    expect(output).toMatch(/^schemas: 31 registered/m);
    expect(output).not.toContain(target.name);
    expect(output).not.toContain('://');
    expect(code).toBe(0);
  });

  test('fails with a code, not with the password that was wrong', async () => {
    const url = new URL(target.url);
    url.password = 'canary-password';
    const { code, output } = await riel(['deploy'], { DATABASE_URL: url.href });
    expect(output).toMatch(/^riel: .*28P01/m);
    expect(output).not.toContain('canary-password');
    expect(code).toBe(1);
  });

  test('names the variable that is missing', async () => {
    const { code, output } = await riel(['deploy'], { SCHEMA_REGISTRY_URL: '' });
    expect(output).toContain('RIEL_CONFIGURATION: SCHEMA_REGISTRY_URL is missing');
    expect(code).toBe(1);
  });

  test('says what it did not understand', async () => {
    const { code, output } = await riel(['deploy', '--partitions', '9']);
    expect(output).toContain("Unknown option '--partitions'");
    expect(code).toBe(2);
  });
});
