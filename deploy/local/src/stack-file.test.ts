import { mkdtempSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeStackFile, writeStackFile, type StackFile } from './stack-file.ts';

const content = (runDirectory: string): StackFile => ({
  databaseUrl: 'postgres://riel:secret@127.0.0.1:1/riel',
  kafkaBrokers: ['127.0.0.1:2'],
  schemaRegistryUrl: 'http://127.0.0.1:3',
  monoBaseUrl: 'http://127.0.0.1:4',
  services: { command: 'http://127.0.0.1:5' },
  credentials: { apiKey: 'a', monoApiKey: 'b', monoWebhookSecret: 'whsec_c' },
  runDirectory,
});

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'riel-stack-file-'));
  path = join(folder, '.riel/stack.json');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('only the owner can read it, and it holds what was given', () => {
  writeStackFile(path, content('one'));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(content('one'));
});

test('a stack that ends removes its own file, and not that of a later one', () => {
  writeStackFile(path, content('one'));
  writeStackFile(path, content('two'));
  removeStackFile(path, content('one'));
  expect(existsSync(path)).toBe(true);
  removeStackFile(path, content('two'));
  removeStackFile(path, content('two'));
  expect(existsSync(path)).toBe(false);
});
