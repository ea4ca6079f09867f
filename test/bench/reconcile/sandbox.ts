import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createMonoClient, type MonoReader, type MonoTransfer } from '@riel/mono-client';
import { ourIdOfTest } from '@riel/reconciliation/testing';
import type { OwnStack } from '../../support/own-stack.ts';
import { startServiceProcess } from '../../support/start-process.ts';

export const BENCH_ACCOUNT = 'acc_benchmark0000000000000';
export const VIEWER_KEY = 'mono_bench_viewer';
const WRITING_KEY = 'mono_bench_writer';
const TRANSFERS_OF_A_REQUEST = 1_000;
const TRANSFERS_OF_A_PAGE = 500;
const POLL_MILLISECONDS = 200;
const AMOUNT = 2_500_000;

/** Starts the sandbox with so many settled transfers; gives its address. */
export async function startFullSandbox(stack: OwnStack, transfers: number): Promise<string> {
  const file = async (name: string, content: unknown): Promise<string> => {
    const path = join(stack.run.folder, name);
    await writeFile(path, JSON.stringify(content));
    return path;
  };
  const keys = [
    { key: WRITING_KEY, role: 'Administrator' },
    { key: VIEWER_KEY, role: 'Viewer' },
  ];
  const account = {
    id: BENCH_ACCOUNT,
    name: 'Bench',
    number: '1',
    availableMinorUnits: '9000000000000000',
  };
  const { httpUrl } = await startServiceProcess(stack.run, 'mono-sandbox', {
    RIEL_ENV: 'local',
    LOG_LEVEL: 'fatal',
    // It holds every transfer in memory, which is more than a service may have.
    NODE_OPTIONS: '--max-old-space-size=6000',
    SANDBOX_API_KEYS_FILE: await file('sandbox-keys.json', keys),
    SANDBOX_ACCOUNTS_FILE: await file('sandbox-accounts.json', [account]),
    SANDBOX_TIME_SPEED: '50',
    SANDBOX_BATCH_SENT_WEBHOOKS: 'false',
    SANDBOX_TRANSFERS_MAX: String(transfers),
  });
  for (let from = 0; from < transfers; from += TRANSFERS_OF_A_REQUEST) {
    await create(httpUrl, from, Math.min(TRANSFERS_OF_A_REQUEST, transfers - from));
  }
  while ((await approvedAt(httpUrl)) < transfers) await pause(POLL_MILLISECONDS);
  return httpUrl;
}

async function create(httpUrl: string, from: number, count: number): Promise<void> {
  const transfers = Array.from({ length: count }, (_, index) => ({
    amount: { amount: AMOUNT, currency: 'COP' },
    external_id: ourIdOfTest(`bench-${from + index}`),
    payee: {
      bank_account: { bank_code: '007', number: '123456789', type: 'savings_account' },
      document_number: '1122334455',
      document_type: 'CC',
      name: 'Bench Payee',
    },
    routing: 'turbo',
  }));
  const answer = await fetch(`${httpUrl}/v1/transfers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${WRITING_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ account_id: BENCH_ACCOUNT, transfers }),
  });
  if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}: ${await answer.text()}`);
}

async function approvedAt(httpUrl: string): Promise<number> {
  // A kept connection may be closed just when a question goes out: each has its own.
  const init = { headers: { connection: 'close' } };
  const state = (await (await fetch(`${httpUrl}/sandbox/state?limit=0`, init)).json()) as {
    readonly transfers: { readonly byState: Readonly<Record<string, number>> };
  };
  return state.transfers.byState['approved'] ?? 0;
}

/** Gives every transfer of the sandbox, a page at a time. */
export async function* transfersOf(httpUrl: string): AsyncGenerator<readonly MonoTransfer[]> {
  const client: MonoReader & { close(): Promise<void> } = createMonoClient({ baseUrl: httpUrl });
  const apiKey = { id: 'viewer', secret: VIEWER_KEY };
  for (let number = 1; ; number += 1) {
    const outcome = await client.listTransfers({
      apiKey,
      page: { number, size: TRANSFERS_OF_A_PAGE },
      sort: { field: 'inserted_at', direction: 'asc' },
    });
    if (outcome.kind !== 'answered' || outcome.body.kind !== 'parsed') throw new Error('no page');
    yield outcome.body.value.items;
    if (outcome.body.value.items.length < TRANSFERS_OF_A_PAGE) break;
  }
  await client.close();
}

/** The live balance of the account. */
export async function liveBalance(httpUrl: string): Promise<bigint> {
  const answer = await fetch(`${httpUrl}/v1/accounts/${BENCH_ACCOUNT}/balances?live=true`, {
    headers: { authorization: `Bearer ${VIEWER_KEY}`, connection: 'close' },
  });
  const { available } = (await answer.json()) as {
    readonly available: { readonly amount: number };
  };
  return BigInt(available.amount);
}
