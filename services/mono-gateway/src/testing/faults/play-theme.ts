import { connect, type Database } from '@riel/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../../test/support/test-database.ts';
import { createTestRequests, type TestRequests } from '../test-requests.ts';
import { themeOf, type Theme } from './hostility.ts';
import { forgoDurability } from './play-seeds.ts';
import { runSeed, type SeedOptions } from './run-seed.ts';
import { createTally, missingOf } from './tally.ts';

/** Seeds that CI plays: a quarter of them for each theme. */
export const SEEDS_COUNT = 200;

/** A database that no other file uses, and keys; made before the tests and gone after them. */
export function givenBench(): () => Pick<SeedOptions, 'database' | 'requests'> {
  let end: () => Promise<void> = async () => undefined;
  let database: Database;
  let requests: TestRequests;
  beforeAll(async () => {
    const copy = await createTestDatabase();
    end = () => copy.drop();
    await forgoDurability(copy.url);
    database = await connect({ url: copy.url, schema: 'gateway', applicationName: 'faults' });
    requests = await createTestRequests();
  });
  afterAll(async () => {
    await database?.close();
    await end();
  });
  return () => ({ database, requests });
}

/** Cases of one theme: its seeds, one each, and whether they have played what they are for. */
export function playTheme(theme: Theme): void {
  const seeds = Array.from({ length: SEEDS_COUNT }, (_, index) => index + 1);
  const bench = givenBench();
  const tally = createTally();
  it.each(seeds.filter((seed) => themeOf(seed) === theme))('seed %i', async (seed) => {
    const { problems } = await runSeed({ ...bench(), seed, tally });
    const again = `npm run faults -- --only gateway --seed ${seed}`;
    expect({ again, problems }).toEqual({ again, problems: [] });
  });

  it('has played every misbehaviour and every crash', () => {
    expect(missingOf(theme, tally.counts)).toEqual([]);
  });
}
