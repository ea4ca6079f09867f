import { canonicalTables, exampleTables, type Tables } from '@riel/books';
import { createMetrics } from '@riel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import {
  openTestBooks,
  tablesActivated,
  type TestBooks,
} from '../../../test/support/test-books.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { readDrifts } from './drift/sql/read-drifts.ts';
import { readRunDrifts } from './drift/sql/run-drifts.ts';
import { createReconciliationMetrics } from './reconciliation-metrics.ts';
import { readReport } from './report/sql/reports.ts';
import { openDailyRuns } from './runs/open-runs.ts';
import type { Run } from './runs/run.ts';
import { kindsOf } from './testing/bed-of-file.ts';
import type { ModelTransfer } from './testing/mono-model.ts';
import { openTestBed } from './testing/open-test-bed.ts';
import type { RunBed } from './testing/run-bed.ts';
import { watchStuck } from './watch/watch-stuck.ts';

const { schemaRegistryUrl } = stackAddresses();
const accounts = {
  reportOnly: 'acc_reportonly000000000000',
  acceptance: 'acc_acceptance000000000000',
  settlement: 'acc_settlement000000000000',
  cached: 'acc_cached0000000000000000',
  tariff: 'acc_tariff0000000000000000',
  watched: 'acc_watched000000000000000',
  twice: 'acc_twice00000000000000000',
} as const;
const DAY = 86_400_000_000;
const AMOUNT = 10_000_000n;

let database: TestDatabase;
let books: TestBooks;
let bed: RunBed;

/** The example tables, with one Mono account that is debited when Mono accepts. */
function tablesOfTest(): Tables {
  const [rules] = exampleTables.monoAccounts;
  if (rules === undefined) throw new TypeError('the example tables have rules');
  const debited = { ...rules, monoAccount: accounts.acceptance, debitedAt: 'acceptance' } as const;
  return { ...exampleTables, monoAccounts: [...exampleTables.monoAccounts, debited] };
}

/** Tables in which turbo always cost more for one Mono account: a tariff that came too late. */
function tablesCorrected(): Tables {
  const tables = tablesOfTest();
  const corrected = tables.tariffs
    .filter((tariff) => tariff.rail === 'turbo')
    .map((tariff) => ({
      ...tariff,
      monoAccount: accounts.tariff,
      components: tariff.components.map((one) =>
        one.kind === 'fee' ? { ...one, charge: { kind: 'fixed', amount: 250_000n } as const } : one,
      ),
    }));
  return { ...tables, tariffs: [...tables.tariffs, ...corrected] };
}

beforeAll(async () => {
  database = await createTestDatabase();
  const addresses = { databaseUrl: database.url, schemaRegistryUrl };
  books = await openTestBooks(addresses);
  const accountIds = Object.values(accounts);
  bed = await openTestBed({ ...addresses, accountIds, books, tablesActivated });
  await books.mark(tablesActivated(2, canonicalTables(tablesOfTest())));
});

afterAll(async () => {
  await bed.close();
  await books.close();
  await database.drop();
});

/** Works with other limits for as long as the work lasts. */
async function limited<Result>(
  limits: Partial<RunBed['ports']['limits']>,
  work: () => Promise<Result>,
): Promise<Result> {
  const { ports } = bed;
  const before = ports.limits;
  Object.assign(ports, { limits: { ...before, ...limits } });
  try {
    return await work();
  } finally {
    Object.assign(ports, { limits: before });
  }
}

const reportOf = async (run: Run) => {
  const report = await readReport(bed.database.kysely, run.runNumber);
  return {
    content: JSON.parse(report?.json.toString() ?? '') as Record<string, Record<string, unknown>>,
    html: report?.html.toString() ?? '',
  };
};

describe('healing that only reports', () => {
  it('publishes nothing, says that it could, and still explains the balance', async () => {
    const accountId = accounts.reportOnly;
    bed.model.approve(await bed.pay({ accountId }));
    const before = bed.published.filter((event) => event.name === 'TransferSettled').length;
    const run = await limited({ healing: 'report-only' }, () => bed.reconcile(accountId));
    const [drift] = await readRunDrifts(bed.database.kysely, run.runNumber, { limit: 10 });
    expect(drift).toMatchObject({ healing: 'report-only', finding: { kind: 'state' } });
    expect(run.progress.proof).toMatchObject({ difference: 0n, named: { drifts: 1 } });
    const settled = () => bed.published.filter((event) => event.name === 'TransferSettled').length;
    expect(settled()).toBe(before);
    const watch = { transfersMax: 100, againMicroseconds: 1, shortestMicroseconds: 1 };
    bed.model.pass(20 * 60_000_000);
    const round = await limited({ healing: 'report-only' }, () => watchStuck(bed.ports, watch));
    expect(round).toMatchObject({ closed: 0 });
    expect(settled()).toBe(before);
    expect(await kindsOf(bed, await bed.reconcile(accountId))).toEqual(['state']);
    expect(settled()).toBe(before + 1);
  });
});

describe('money in flight', () => {
  it('is explained where the tables say that Mono debits at acceptance', async () => {
    const accountId = accounts.acceptance;
    await bed.pay({ accountId });
    bed.model.moveUnseen(accountId, -AMOUNT);
    const { progress, runNumber } = await bed.reconcile(accountId);
    expect(await kindsOf(bed, { runNumber } as Run)).toEqual([]);
    expect(progress.proof).toMatchObject({
      difference: 0n,
      inFlight: { count: 1, line: -AMOUNT, explainedBy: ['acceptance'] },
    });
  });

  it('that another setting would explain is drift, and the report names the setting', async () => {
    const accountId = accounts.settlement;
    await bed.pay({ accountId });
    bed.model.moveUnseen(accountId, -AMOUNT);
    const run = await bed.reconcile(accountId);
    expect(await kindsOf(bed, run)).toEqual(['balance']);
    expect(run.progress.proof).toMatchObject({
      difference: -AMOUNT,
      inFlight: { line: 0n, debitedAt: 'settlement', explainedBy: ['acceptance'] },
    });
    const { content, html } = await reportOf(run);
    expect(content['balance']?.['inFlight']).toMatchObject({ explainedBy: ['acceptance'] });
    expect(html).toContain('Explained if Mono debits at: acceptance.');
  });
});

it('a stale cached balance is noticed, told, and used nowhere', async () => {
  const accountId = accounts.cached;
  await bed.settle({ accountId });
  bed.model.cached.set(accountId, { available: 5n, at: bed.model.now - DAY });
  const run = await bed.reconcile(accountId);
  expect(await kindsOf(bed, run)).toEqual([]);
  expect(run.progress.proof).toMatchObject({
    difference: 0n,
    closing: bed.model.balances.get(accountId),
    cached: { available: 5n, isStale: true },
  });
  const { html } = await reportOf(run);
  expect(html).toContain('it is stale and was not used');
  // The next proof begins with what was live.
  const next = await bed.reconcile(accountId);
  expect(next.progress.proof?.opening).toBe(bed.model.balances.get(accountId));
});

it('two runs over the same days say the same, but for their names and times', async () => {
  const accountId = accounts.twice;
  await bed.deliver(bed.model.declineAtOrigin(await bed.pay({ accountId, rail: 'ach' })));
  await bed.deliver(
    bed.model.approve(bed.model.create({ accountId, amount: AMOUNT, rail: 'turbo', ourId: null })),
  );
  const said = async (): Promise<string> => {
    const run = await bed.reconcile(accountId);
    const { content } = await reportOf(run);
    const text = JSON.stringify(content['drift']) + JSON.stringify(content['summary']);
    return text + JSON.stringify(content['driftByKind']);
  };
  const first = await said();
  expect(first).toContain('not-ours');
  expect(await said()).toBe(first);
});

it('a watcher waits for the banks over a holiday that was moved, and over 31 December', async () => {
  const accountId = accounts.watched;
  const limits = { transfersMax: 100, againMicroseconds: 1, shortestMicroseconds: 1 };
  const isRaisedAt = async ({ mono }: ModelTransfer, text: string): Promise<boolean> => {
    bed.model.now = Date.parse(`${text}-05:00`) * 1_000;
    await watchStuck(bed.ports, limits);
    const all = { status: null, kind: 'stuck', monoAccountIds: [accountId], limit: 100 } as const;
    const drifts = await readDrifts(bed.database.kysely, all);
    return drifts.some((one) => one.subject === mono.externalId);
  };
  // Corpus Christi, a Thursday, is kept on Monday 8 June: Friday's hours end on Tuesday the 9th.
  bed.model.now = Date.parse('2026-06-05T15:59:00-05:00') * 1_000;
  const moved = await bed.pay({ accountId, rail: 'ach' });
  expect(await isRaisedAt(moved, '2026-06-08T17:58:00')).toBe(false);
  expect(await isRaisedAt(moved, '2026-06-09T17:58:00')).toBe(false);
  expect(await isRaisedAt(moved, '2026-06-09T18:01:00')).toBe(true);
  await bed.deliver(bed.model.approve(moved));
  // Banks are closed on 31 December and 1 January.
  bed.model.now = Date.parse('2026-12-30T09:59:00-05:00') * 1_000;
  const year = await bed.pay({ accountId, rail: 'ach' });
  expect(await isRaisedAt(year, '2026-12-31T17:00:00')).toBe(false);
  expect(await isRaisedAt(year, '2027-01-04T17:58:00')).toBe(false);
  expect(await isRaisedAt(year, '2027-01-04T18:01:00')).toBe(true);
  await bed.deliver(bed.model.approve(year));
});

describe('the schedule', () => {
  it('opens one run a day and account however many ask, and a full sweep on the first', async () => {
    const rules = { lookBackDays: 35, fullSweepDayOfMonth: 1, fullSweepFromDate: '2020-01-01' };
    const opening = { ...bed.ports, rules };
    bed.model.now = Date.parse('2027-02-28T02:00:00-05:00') * 1_000;
    const transfer = await bed.settle({ accountId: accounts.watched });
    // Fifty days later the bank takes it back, and nobody tells.
    bed.model.now = Date.parse('2027-04-30T02:00:00-05:00') * 1_000;
    bed.model.takeBack(transfer);
    const runOfDay = async (): Promise<readonly [string | undefined, readonly string[]]> => {
      const opened = [await openDailyRuns(opening), await openDailyRuns(opening)].flat();
      expect(opened.map((one) => one.monoAccountId).toSorted()).toEqual(
        Object.values(accounts).toSorted(),
      );
      let last: Run | null = null;
      for (const { monoAccountId, runId } of opened) {
        const run = await bed.finish(runId ?? '');
        if (monoAccountId === accounts.watched) last = run;
      }
      return [last?.kind, last === null ? [] : await kindsOf(bed, last)];
    };
    expect(await runOfDay()).toEqual(['daily', ['balance']]);
    bed.model.now = Date.parse('2027-05-01T02:00:00-05:00') * 1_000;
    expect(await runOfDay()).toEqual(['full', ['final-state-changed']]);
  });
});

it('a fee under tables that were corrected later is drift of the kind fee alone', async () => {
  const accountId = accounts.tariff;
  await bed.settle({ accountId });
  expect(await kindsOf(bed, await bed.reconcile(accountId))).toEqual([]);
  await books.mark(tablesActivated(3, canonicalTables(tablesCorrected())));
  const run = await bed.reconcile(accountId);
  const drifts = await readRunDrifts(bed.database.kysely, run.runNumber, { limit: 10 });
  // 60,000 of fee, 11,400 of IVA, and 4 per 1,000 of both.
  expect(drifts.map(({ finding }) => [finding.kind, finding.amount])).toEqual([['fee', 71_686n]]);
  expect(run.progress.proof?.difference).toBe(0n);
});

it('a record that cannot be decoded is drift of the kind undecodable, with its place', async () => {
  const place = { topic: 'riel.transfers.v1', partition: 0 };
  await books.bookBytes(place, Buffer.from('no Avro at all'));
  const run = await bed.reconcile(accounts.twice);
  const drifts = await readRunDrifts(bed.database.kysely, run.runNumber, { limit: 10 });
  const undecodable = drifts.filter(({ finding }) => finding.kind === 'undecodable');
  expect(undecodable).toMatchObject([
    { finding: { subject: expect.stringMatching(/^riel\.transfers\.v1\/0\/\d+$/) } },
  ]);
});

it('metrics tell open drift by kind and age, the last finished run, and the share explained', async () => {
  const metrics = createMetrics('reconciliation');
  const now = () => (bed.model.now + 10 * DAY) as never;
  const counters = createReconciliationMetrics(metrics, { database: bed.database, now });
  const everything = { kind: 'full', today: '2027-05-01' } as const;
  const run = await bed.reconcile(accounts.twice, everything);
  await counters.refresh();
  const text = await metrics.text();
  const valueOf = (name: string, labels: string): number =>
    Number(
      new RegExp(`^${name}\\{(?=[^}]*${labels})[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1] ??
        Number.NaN,
    );
  const account = `mono_account="${accounts.twice}"`;
  const finishedAt = (run.finishedAt ?? 0) / 1_000_000;
  expect(valueOf('riel_reconciliation_last_completed_run_seconds', account)).toBeCloseTo(
    finishedAt,
    3,
  );
  // One of the two transfers is not ours.
  expect(valueOf('riel_reconciliation_explained_ratio', account)).toBeCloseTo(0.5, 3);
  const open = (kind: string, age: string): number =>
    valueOf('riel_reconciliation_open_drift', `kind="${kind}"[^}]*age="${age}"`);
  expect(open('undecodable', '8 to 30 days')).toBe(1);
  expect(open('undecodable', 'today')).toBe(0);
  expect(open('amount', 'today')).toBe(0);
});
