import { connect, sql } from '@riel/database';
import { createTestRequests } from '../test-requests.ts';
import { runSeed } from './run-seed.ts';
import { createTally } from './tally.ts';

export interface SeedsToPlay {
  /** A database with the gateway's tables that nobody else uses. */
  readonly databaseUrl: string;
  readonly firstSeed: number;
  readonly seedsCount: number;
  /** Lets Mono list and work later than the gap between two look-ups allows. */
  readonly lagMillisecondsMax?: number;
  /** Prints what happened, too. */
  readonly isVerbose?: boolean;
  readonly print: (line: string) => void;
}

/** Plays seeds against a hostile Mono. Prints each that fails; the same seed fails the same way again. */
export async function playSeeds(
  options: SeedsToPlay,
): Promise<{ readonly seedsCount: number; readonly failuresCount: number }> {
  const { databaseUrl, firstSeed, seedsCount, print } = options;
  await forgoDurability(databaseUrl);
  const database = await connect({
    url: databaseUrl,
    schema: 'gateway',
    applicationName: 'riel-gateway-faults',
  });
  const requests = await createTestRequests();
  const lag =
    options.lagMillisecondsMax === undefined
      ? {}
      : { lagMillisecondsMax: options.lagMillisecondsMax };
  const tally = createTally();
  let failuresCount = 0;
  for (let seed = firstSeed; seed < firstSeed + seedsCount; seed += 1) {
    const verdict = await runSeed({ database, requests, seed, tally, ...lag });
    if (options.isVerbose === true) verdict.trail.forEach(print);
    if (verdict.problems.length === 0) continue;
    failuresCount += 1;
    print(`gateway, seed ${seed} (${verdict.theme}): ${verdict.problems.join('; ')}`);
    print(`again: npm run faults -- --only gateway --seed ${seed}`);
  }
  await database.close();
  if (options.isVerbose === true) {
    for (const [name, count] of [...tally.counts].toSorted(byName))
      print(`played: ${name}: ${count}`);
  }
  return { seedsCount, failuresCount };
}

type Count = readonly [name: string, count: number];
const byName = ([left]: Count, [right]: Count): number => (left < right ? -1 : 1);

/** Nobody pulls the plug here, and waiting for the disk is most of the time of a run. */
export async function forgoDurability(url: string): Promise<void> {
  const settings = await connect({ url, schema: 'gateway', applicationName: 'riel-faults' });
  await sql`
    do $$ begin
      execute format('alter database %I set synchronous_commit = off', current_database());
    end $$`.execute(settings.kysely);
  await settings.close();
}
