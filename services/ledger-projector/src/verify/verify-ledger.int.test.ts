import { decodeSubject, encodeSubject } from '@riel/books';
import { sql } from '@riel/database';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { forgeryCases } from '../testing/forgery-cases.ts';
import { rewriteChains, tamper } from '../testing/tamper.ts';
import { FACT, tamperCases } from '../testing/tamper-cases.ts';
import { createVerifiedLedger } from '../testing/verified-ledger.ts';
import type { LedgerCopy, VerifiedLedger } from '../testing/verified-ledger.ts';
import { verifyLedger } from './verify-ledger.ts';
import type { Progress, VerifyOptions } from './verify-ledger.ts';

let original: VerifiedLedger;
let copy: LedgerCopy;

beforeAll(async () => {
  const database = await createTestDatabase({ template: false });
  original = await createVerifiedLedger(database, stackAddresses().schemaRegistryUrl);
});

afterAll(() => original.ledger.drop());

const verify = (more: Partial<VerifyOptions> = {}) =>
  verifyLedger({ database: copy.owner, dates: null, ...more });

const kindsOf = async (more: Partial<VerifyOptions> = {}): Promise<string[]> => {
  const { problems } = await verify(more);
  return [...new Set(problems.map(({ kind }) => kind))];
};

describe('a ledger that nobody touched', () => {
  beforeAll(async () => {
    copy = await original.copy();
  });
  afterAll(() => copy.drop());

  test('holds, and everything was read', async () => {
    const report = await verify();
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({ partitions: 2, facts: 26, subjects: 10, problemsCount: 0 });
    expect(report.entries).toBeGreaterThan(16);
    // The walk along the bytes knows all that a right ledger holds: marks, reversals, closed months.
    expect(report.pagesReadAgain).toBe(0);
  });

  test('holds over a range of dates, of which only the links of those dates are read', async () => {
    const first = await verify({ dates: { from: '2026-01-01', to: '2026-10-05' } });
    const second = await verify({ dates: { from: '2026-10-06', to: '2026-12-31' } });
    const nothing = await verify({ dates: { from: '2027-01-01', to: '2027-12-31' } });
    expect([...first.problems, ...second.problems, ...nothing.problems]).toEqual([]);
    expect([first.facts, second.facts, nothing.facts]).toEqual([18, 8, 0]);
  });

  test('holds when it is read in threads, and they read the same', async () => {
    const alone = await verify();
    const workers = { databaseUrl: copy.url, workersMax: 2, factsMin: 0 };
    expect(await verify({ workers })).toEqual(alone);
  });

  test('tells how far it is', async () => {
    const seen: Progress[] = [];
    await verify({ onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toMatchObject({ facts: 26, factsTotal: 26, subjects: 10 });
  });
});

describe('a change by hand is found:', () => {
  beforeEach(async () => {
    copy = await original.copy();
    return () => copy.drop();
  });

  test.each(tamperCases)('%s', async (_, statement, kinds) => {
    await tamper(copy.owner, statement);
    expect(await kindsOf()).toEqual(expect.arrayContaining([...kinds]));
  });

  test.each(forgeryCases)(
    '%s, although every chain was computed anew',
    async (_, statement, kinds) => {
      await tamper(copy.owner, statement);
      await rewriteChains(copy.owner);
      const found = await kindsOf();
      expect(found).toEqual(expect.arrayContaining([...kinds]));
      expect(found).not.toContain('link-broken');
    },
  );

  test('a final transfer that remembers something in clearing', async () => {
    const { rows } = await sql<{ encoded: string }>`
      select encoded from ledger.subjects where state = 'settled' limit 1`.execute(
      copy.owner.kysely,
    );
    const subject = decodeSubject(rows[0]?.encoded ?? '');
    if (subject.type !== 'transfer') throw new TypeError('a settled subject is a transfer');
    const line = { part: 'clearing', account: 'clearing:ach:acc_main', currency: 'COP' } as const;
    const booked = [...subject.booked, { ...line, amount: -5n }];
    await tamper(
      copy.owner,
      `update ledger.subjects set encoded = '${encodeSubject({ ...subject, booked })}'
        where encoded = '${rows[0]?.encoded}'`,
    );
    const { problems } = await verify();
    expect(problems.map(({ detail }) => detail)).toContainEqual(
      expect.stringContaining('is final and holds 5 in clearing'),
    );
  });

  test('the first broken link of each chain is named', async () => {
    await tamper(
      copy.owner,
      `update ledger.facts set occurred_at = 1 where fact_id in (${FACT} + 9, ${FACT} + 7)`,
      `delete from ledger.facts where fact_id = (1025::bigint << 40) + 3`,
    );
    const { firstBrokenLinks } = await verify();
    expect(firstBrokenLinks.map(({ kind, place }) => [kind, place])).toEqual([
      ['link-broken', { topic: 'riel.transfers.v1', partition: 0, chainNumber: 7 }],
      ['link-missing', { topic: 'riel.transfers.v1', partition: 1, chainNumber: 3 }],
    ]);
  });

  test('threads find the same, and name the same first broken links', async () => {
    await tamper(
      copy.owner,
      `update ledger.facts set occurred_at = 1 where fact_id = ${FACT} + 9`,
      `update ledger.postings set amount = amount * 2 where fact_id = (1025::bigint << 40) + 2`,
    );
    const alone = await verify();
    const threads = await verify({
      workers: { databaseUrl: copy.url, workersMax: 2, factsMin: 0 },
    });
    expect(threads.problemsCount).toBe(alone.problemsCount);
    expect(new Set(threads.problems)).toEqual(new Set(alone.problems));
    expect(new Set(threads.firstBrokenLinks)).toEqual(new Set(alone.firstBrokenLinks));
  });

  test('money in clearing that no transfer has in flight', async () => {
    // Invariant 3, broken on purpose: books and subject agree with each other and not with the rule.
    await tamper(
      copy.owner,
      `update ledger.balances set credit = credit + 5
        where account_id in (select account_id from ledger.accounts where code like 'clearing:%')`,
    );
    expect(await kindsOf()).toContain('clearing');
  });
});
