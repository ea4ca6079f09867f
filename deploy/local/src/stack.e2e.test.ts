import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { limits } from './limits.ts';
import { presentServices } from './services/service-names.ts';
import type { StackFile } from './stack-file.ts';
import { readRunRecord } from './supervision/run-record.ts';
import { processesOfGroups } from './testing/process-group.ts';

const stackMain = fileURLToPath(new URL('stack-main.ts', import.meta.url));
const startTimeout = limits.serviceStartMilliseconds + limits.kafkaStartMilliseconds;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'riel-stack-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test(
  'the stack comes up whole, says where it is, and a Ctrl-C leaves nothing behind',
  { timeout: startTimeout + 60_000 },
  async () => {
    const file = join(folder, 'stack.json');
    const given = ['DATABASE_URL', 'KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'MONO_BASE_URL'];
    const environment = Object.entries(process.env).filter(([name]) => !given.includes(name));
    const stack = spawn(process.execPath, [stackMain, '--file', file], {
      env: Object.fromEntries(environment),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    stack.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await vi.waitFor(
      () => {
        if (stack.exitCode !== null) throw new Error(output);
        expect(output).toContain('The stack is up');
      },
      { timeout: startTimeout, interval: 200 },
    );

    const content = JSON.parse(readFileSync(file, 'utf8')) as StackFile;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(Object.keys(content.services).toSorted()).toEqual(presentServices().toSorted());
    for (const url of Object.values(content.services)) {
      expect((await fetch(`${url}/`)).status).toBeLessThan(500);
    }
    const record = readRunRecord(content.runDirectory)!;
    const groups = [...record.children, record.supervisor].map((recorded) => recorded.pid);
    expect(groups).toHaveLength(presentServices().length + 4);

    stack.kill('SIGINT');
    await once(stack, 'exit');
    expect(stack.exitCode).toBe(0);
    expect(processesOfGroups(groups)).toEqual([]);
    expect(existsSync(file)).toBe(false);
    expect(existsSync(content.runDirectory)).toBe(false);
    for (const outside of record.folders) expect(existsSync(outside)).toBe(false);
  },
);
