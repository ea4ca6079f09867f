import { afterEach, beforeEach, expect, it } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import {
  openTestBooks,
  tablesActivated,
  type TestBooks,
} from '../../../test/support/test-books.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { resolveByPerson } from './drift/resolve-by-person.ts';
import { readDrifts } from './drift/sql/read-drifts.ts';
import { importReport } from './imports/import-report.ts';
import { countPublished, kindsOf, repeatedIds } from './testing/bed-of-file.ts';
import { openTestBed } from './testing/open-test-bed.ts';
import type { RunBed } from './testing/run-bed.ts';
import { watchStuck } from './watch/watch-stuck.ts';

const ACCOUNT = 'acc_suppliers0000000000000';
const MINUTE = 60_000_000;
const { schemaRegistryUrl } = stackAddresses();

let database: TestDatabase;
let books: TestBooks;
let bed: RunBed;

beforeEach(async () => {
  database = await createTestDatabase();
  books = await openTestBooks({ databaseUrl: database.url, schemaRegistryUrl });
  const addresses = { databaseUrl: database.url, schemaRegistryUrl };
  bed = await openTestBed({ ...addresses, accountIds: [ACCOUNT], books, tablesActivated });
});

afterEach(async () => {
  await bed.close();
  await books.close();
  await database.drop();
});

const openDrifts = () =>
  readDrifts(bed.database.kysely, { status: 'open', kind: null, monoAccountIds: null, limit: 10 });

it('closes a stuck transfer that Mono has ended, and raises one that it has not', async () => {
  const ended = await bed.pay();
  bed.model.approve(ended);
  const stuck = await bed.pay();
  const young = await bed.pay({ rail: 'ach' });
  bed.model.pass(20 * MINUTE);
  const limits = {
    transfersMax: 100,
    againMicroseconds: 15 * MINUTE,
    shortestMicroseconds: 15 * MINUTE,
  };
  expect(await watchStuck(bed.ports, limits)).toEqual({ lookedUp: 2, closed: 1, raised: 1 });
  await bed.drainOutbox();
  const [drift, ...others] = await openDrifts();
  expect(others).toEqual([]);
  expect(drift).toMatchObject({ kind: 'stuck', subject: stuck.mono.externalId });
  // Looked up lately, so left alone; then Mono ends it and the next look closes it.
  expect((await watchStuck(bed.ports, limits)).lookedUp).toBe(0);
  bed.model.approve(stuck);
  bed.model.pass(16 * MINUTE);
  expect(await watchStuck(bed.ports, limits)).toMatchObject({ lookedUp: 1, closed: 1, raised: 0 });
  await bed.drainOutbox();
  await watchStuck(bed.ports, limits);
  await bed.drainOutbox();
  expect(await openDrifts()).toEqual([]);
  expect(countPublished(bed, 'TransferSettled')).toBe(2);
  expect(repeatedIds(bed)).toEqual([]);
  await bed.deliver(bed.model.approve(young));
  expect(await kindsOf(bed, await bed.reconcile(ACCOUNT))).toEqual([]);
});

it('lets a person explain a difference for good, once, with reason and author', async () => {
  bed.model.moveUnseen(ACCOUNT, -5_000n);
  const first = await bed.reconcile(ACCOUNT);
  expect(await kindsOf(bed, first)).toEqual(['balance']);
  const [drift] = await openDrifts();
  const word = {
    driftId: drift?.driftId ?? '',
    author: 'ana',
    reason: 'a fee of the bank',
    rail: null,
  };
  expect(await resolveByPerson(word, bed.ports)).toEqual({ kind: 'resolved' });
  expect(await resolveByPerson(word, bed.ports)).toEqual({ kind: 'already-resolved' });
  await bed.drainOutbox();
  expect(countPublished(bed, 'DriftResolved')).toBe(1);
  const second = await bed.reconcile(ACCOUNT);
  expect(await kindsOf(bed, second)).toEqual(['balance']);
  expect(await openDrifts()).toEqual([]);
  bed.model.moveUnseen(ACCOUNT, -700n);
  await bed.reconcile(ACCOUNT);
  expect((await openDrifts()).map((one) => one.amount)).toEqual([-700n]);
});

it("books a person's word on a rail", async () => {
  const transfer = await bed.pay();
  transfer.mono.routing = 'ach';
  await bed.deliver(bed.model.fallBack(transfer, 'ach'));
  bed.model.railField = 'hidden';
  await bed.deliver(bed.model.approve(transfer));
  expect(await kindsOf(bed, await bed.reconcile(ACCOUNT))).toEqual(['rail-evidence']);
  const [drift] = await openDrifts();
  const word = {
    driftId: drift?.driftId ?? '',
    author: 'ana',
    reason: 'the bank says so',
    rail: 'ach',
  };
  expect(await resolveByPerson(word, bed.ports)).toEqual({ kind: 'resolved' });
  await bed.drainOutbox();
  expect(countPublished(bed, 'TransferRailCorrected')).toBe(1);
  expect(await kindsOf(bed, await bed.reconcile(ACCOUNT))).toEqual([]);
});

it("books a credit that only Mono's report tells, once, and refuses one that looks booked", async () => {
  const lost = bed.model.credit(ACCOUNT, 777n);
  const told = bed.model.credit(ACCOUNT, 555n);
  await bed.deliver(told);
  expect(await kindsOf(bed, await bed.reconcile(ACCOUNT))).toEqual(['balance']);
  const line = (id: string, amount: bigint) => ({
    id,
    monoAccountId: ACCOUNT,
    amount,
    currency: 'COP',
    transactionAt: lost.value.occurredAt,
    type: 'incoming_wire',
    rail: null,
  });
  const lines = [line(lost.key, 777n), line(told.key, 555n)];
  const take = (more: { readonly lines: typeof lines; readonly force?: boolean }) =>
    importReport({ author: 'ana', force: false, ...more }, bed.ports);
  expect((await take({ lines })).map((one) => one.outcome)).toEqual(['published', 'known']);
  expect((await take({ lines })).map((one) => one.outcome)).toEqual(['known', 'known']);
  const [refused] = await take({ lines: [line('tx_other', 555n)] });
  expect(refused?.outcome).toBe('refused');
  await bed.drainOutbox();
  await bed.deliver(lost);
  const after = await bed.reconcile(ACCOUNT);
  expect(await kindsOf(bed, after)).toEqual([]);
  expect(after.progress.proof?.difference).toBe(0n);
  expect(await openDrifts()).toEqual([]);
});
