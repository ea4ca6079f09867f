import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transferIdOf } from '@riel/ids';
import {
  DEMO_TRANSFERS_MIN,
  localCaller,
  runDemo,
  sayNothing,
  stackFileOf,
  startStack,
  type DemoResult,
  type Stack,
  type StackFile,
} from '@riel/local-stack';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pythonIsThere, pythonWithClients } from '../support/python.ts';
import { readHeadersOf } from './read-headers.ts';
import { readmeExample } from './readme-examples.ts';

const START_MILLISECONDS_MAX = 180_000;
const run = promisify(execFile);

let stack: Stack;
let attachment: StackFile;
let result: DemoResult;
/** Inside the project, so that the examples find their packages. */
let examples: string;

beforeAll(async () => {
  stack = await startStack({ environment: {}, say: sayNothing });
  attachment = stackFileOf(stack);
  examples = await mkdtemp(join(fileURLToPath(new URL('.', import.meta.url)), '.examples-'));
  await writeFile(join(examples, 'stack.json'), JSON.stringify(attachment), { mode: 0o600 });
  result = await runDemo(attachment, {
    transfers: 3 * DEMO_TRANSFERS_MIN,
    runId: 'e2e',
    caller: localCaller,
    settleMillisecondsMax: 60_000,
    onProgress: () => undefined,
  });
}, START_MILLISECONDS_MAX);

afterAll(async () => {
  await stack.stop();
  await rm(examples, { recursive: true });
});

describe('the path from a command to a booked settlement', () => {
  it('leaves nothing that does not hold', () => {
    expect(result.failures).toEqual([]);
  });

  it('counts each transfer once', () => {
    const { requested, accepted, settled, declined, refused } = result.report.transfers;
    expect(requested).toBe(3 * DEMO_TRANSFERS_MIN);
    expect(settled + declined + refused).toBe(requested);
    expect(accepted).toBe(requested - refused);
    expect(settled).toBeGreaterThan(declined);
    expect(declined).toBeGreaterThan(0);
  });

  it('books turbo that settled by ach on ach, with the fee of ach', () => {
    const rerouted = result.report.rails.find(
      (row) => row.requested === 'turbo' && row.actual === 'ach',
    );
    expect(rerouted?.count).toBeGreaterThan(0);
    expect(BigInt(rerouted?.fees ?? 0)).toBe(BigInt(rerouted?.count ?? 0) * 95_000n);
  });

  it('leaves every clearing account at zero and the trial balance even', () => {
    expect(result.report.clearing.length).toBeGreaterThan(0);
    expect(new Set(result.report.clearing.map((line) => line.balance))).toEqual(new Set(['0']));
    expect(result.report.trialBalance.debits).toBe(result.report.trialBalance.credits);
  });

  it('agrees with the balance at Mono to the centavo', () => {
    expect(result.report.ledgerBalance).toBe(result.report.monoBalance);
  });
});

/** Starts a program of the README. */
async function startExample(
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const file = join(examples, name);
  await writeFile(file, readmeExample(name));
  return spawn(process.execPath, [file], {
    env: { ...process.env, ...environment, RIEL_STACK: join(examples, 'stack.json') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe('outside of Riel', () => {
  // It counts the settlements, so it comes before the case that adds one.
  // Where Python is missing there is nothing to show, so the case is not counted.
  for (const interpreterOf of pythonIsThere() ? [pythonWithClients] : []) {
    it('lets a client of another language read the settlements', async () => {
      const interpreter = await interpreterOf();
      const script = fileURLToPath(new URL('python/read_settlements.py', import.meta.url));
      const { lost } = result.reconciliation;
      // Settlements that were healed stand in the log like all others.
      const settled = result.report.transfers.settled + lost.length;
      const { stdout } = await run(interpreter, [
        script,
        attachment.kafkaBrokers.join(','),
        attachment.schemaRegistryUrl,
        String(settled),
      ]);
      const events = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { transferId: string; rail: string; amount: string });
      expect(new Set(events.map((event) => event.transferId)).size).toBe(settled);
      const byId = new Map(result.transfers.map((one) => [one.transferId, one]));
      const told = events.filter((event) => !lost.includes(event.transferId));
      expect(told.length).toBe(result.report.transfers.settled);
      for (const event of told) {
        expect(byId.get(event.transferId)).toMatchObject({
          state: 'settled',
          actualRail: event.rail,
          amount: event.amount,
        });
      }
    }, 240_000);
  }

  it('lets the programs of the README publish a command and read its settlement', async () => {
    const idempotencyKey = 'readme-1';
    const consumer = await startExample('consume-settlements.mjs', { GROUP_ID: 'readme' });
    let output = '';
    consumer.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
    const publisher = await startExample('publish-command.mjs', {
      IDEMPOTENCY_KEY: idempotencyKey,
    });
    const status = await new Promise((resolve) => publisher.once('exit', resolve));
    expect(status).toBe(0);
    const expected = `${transferIdOf(localCaller, idempotencyKey)} settled by turbo: 15000000 COP`;
    await vi.waitFor(() => expect(output).toContain(expected), { timeout: 30_000, interval: 100 });
    const ended = new Promise((resolve) => consumer.once('exit', resolve));
    consumer.kill('SIGTERM');
    await ended;
  });

  it('carries a trace from the request through outbox and Kafka to what Mono accepted', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const answer = await fetch(`${attachment.services['command']}/v1/transfers`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${attachment.credentials.apiKey}`,
        'content-type': 'application/json',
        'idempotency-key': 'traced-1',
        traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      },
      body: JSON.stringify({
        monoAccountId: 'acc_localsuppliers00000000',
        amount: '15000000',
        currency: 'COP',
        payee: {
          name: 'Example Payee',
          documentType: 'CC',
          documentNumber: '1030000007',
          bankCode: '007',
          accountNumber: '40000010001',
          accountType: 'savings_account',
        },
      }),
    });
    expect(answer.status).toBe(202);
    const transferId = transferIdOf(localCaller, 'traced-1');
    const reader = await readHeadersOf(transferId, attachment.kafkaBrokers);
    const traced = (type: string) =>
      reader.headers.find((headers) => headers['ce_type'] === `riel.${type}`)?.['traceparent'];
    await vi.waitFor(
      () => {
        expect(traced('TransferRequested')).toContain(traceId);
        expect(traced('TransferAccepted')).toContain(traceId);
      },
      { timeout: 30_000, interval: 100 },
    );
    await reader.stop();
  });

  it('answers not-yet-visible for a transfer that nobody asked for', async () => {
    const answer = await fetch(
      `${attachment.services['ledger-query']}/v1/transfers/00000000-0000-5000-8000-000000000000`,
      { headers: { authorization: `Bearer ${attachment.credentials.apiKey}` } },
    );
    expect(answer.status).toBe(404);
    expect(answer.headers.get('retry-after')).not.toBeNull();
    expect(await answer.json()).toMatchObject({ code: 'not-yet-visible' });
  });
});
