import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const compose = readFileSync(fileURLToPath(new URL('../../compose.yaml', import.meta.url)), 'utf8');

/** The lines of one service. */
const serviceOf = (name: string): string =>
  new RegExp(`^  ${name}:\\n((?: {3,}.*\\n|\\n)*)`, 'm').exec(compose)?.[1] ?? '';

test('the log lies on the volume that outlives the container', () => {
  const folder = /KAFKA_LOG_DIRS: (\S+)/.exec(serviceOf('kafka'))?.[1];
  expect(serviceOf('kafka')).toContain(`- kafka:${folder}`);
});

// One that forgets gives the ids of its schemas out anew, and records of before are read by wrong ones.
test('the registry remembers the schemas of the log', () => {
  expect(serviceOf('registry')).toContain('APICURIO_STORAGE_SQL_KIND: postgresql');
  expect(serviceOf('registry')).toContain('APICURIO_DATASOURCE_URL: jdbc:postgresql://postgres:');
});

test('nobody waits for a database that is still being set up', () => {
  expect(serviceOf('postgres')).toContain("'pg_isready', '-h', '127.0.0.1'");
});
