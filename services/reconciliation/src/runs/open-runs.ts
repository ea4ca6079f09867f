import { addDays, bogotaDayOf, startOfBogotaDay } from '@riel/calendar';
import type { Database } from '@riel/database';
import { uuidV7 } from '@riel/ids';
import type { MonoReader } from '@riel/mono-client';
import type { Instant } from '@riel/schemas';
import { askMono, type ApiKeyRing } from '../mono/ask.ts';
import { planWindow, type WindowRules, type WindowWish } from './plan-window.ts';
import { hasRunOf, insertRun } from './sql/runs.ts';

/** What opening runs needs. */
export interface OpenPorts {
  readonly database: Database;
  readonly reader: MonoReader;
  readonly apiKeys: ApiKeyRing;
  readonly now: () => Instant;
  readonly rules: WindowRules;
}

/** A run that was opened, or why there is none. */
export interface OpenedRun {
  readonly monoAccountId: string;
  /** Null if another run of the account is under way. */
  readonly runId: string | null;
}

const ACCOUNTS_OF_A_PAGE = 100;
const ACCOUNT_PAGES_MAX = 100;

/** The accounts that Mono lists for the key. Throws MonoUnavailableError. */
export async function readMonoAccounts({
  reader,
  apiKeys,
}: Pick<OpenPorts, 'reader' | 'apiKeys'>): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let number = 1; number <= ACCOUNT_PAGES_MAX; number += 1) {
    const page = await askMono('a page of accounts', apiKeys, (apiKey) =>
      reader.listAccounts({ apiKey, page: { number, size: ACCOUNTS_OF_A_PAGE } }),
    );
    ids.push(...(page?.items ?? []).map((account) => account.id));
    if ((page?.items.length ?? 0) < ACCOUNTS_OF_A_PAGE) break;
  }
  return ids;
}

/** Opens a run for each of the accounts. */
export async function openRuns(
  monoAccountIds: readonly string[],
  wish: { readonly window: WindowWish; readonly askedBy: string },
  ports: OpenPorts,
): Promise<readonly OpenedRun[]> {
  const window = planWindow(wish.window, ports.rules);
  const opened: OpenedRun[] = [];
  for (const monoAccountId of monoAccountIds) {
    const runId = uuidV7();
    const runNumber = await insertRun(ports.database.kysely, {
      ...window,
      runId,
      monoAccountId,
      fromAt: startOfBogotaDay(window.fromDate),
      untilAt: startOfBogotaDay(addDays(window.toDate, 1)) - 1,
      askedBy: wish.askedBy,
      askedAt: ports.now(),
    });
    opened.push({ monoAccountId, runId: runNumber === null ? null : runId });
  }
  return opened;
}

/** Opens today's runs, unless another instance has: every instance has the same schedule. */
export async function openDailyRuns(ports: OpenPorts): Promise<readonly OpenedRun[]> {
  const today = bogotaDayOf(ports.now());
  const accounts = await readMonoAccounts(ports);
  const missing: string[] = [];
  for (const account of accounts) {
    if (!(await hasRunOf(ports.database.kysely, account, today))) missing.push(account);
  }
  return await openRuns(missing, { window: { kind: 'daily', today }, askedBy: 'schedule' }, ports);
}
