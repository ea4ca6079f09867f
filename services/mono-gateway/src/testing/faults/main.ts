import { parseArgs } from 'node:util';
import { connect, migrate, sql } from '@riel/database';
import { migrations, schema } from '../../../migrations/index.ts';
import { createTestRequests } from '../test-requests.ts';
import { runSeed } from './run-seed.ts';

/*
 * Plays seeds against a hostile Mono and says which of them went wrong. DATABASE_URL names an empty
 * database of its own. `--seed N` plays one seed and prints what Mono did.
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    first: { type: 'string', default: '1' },
    seed: { type: 'string' },
    lag: { type: 'string' },
  },
});
const url = process.env['DATABASE_URL'] ?? '';
await migrate({ url, schema, migrations });
await forgoDurability(url);
const database = await connect({ url, schema, applicationName: 'riel-gateway-faults' });
const requests = await createTestRequests();
const first = Number(values.seed ?? values.first);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const say = (line: string): boolean => process.stdout.write(`${line}\n`);
const startedAt = performance.now();
let failed = 0;
for (let seed = first; seed < first + count; seed += 1) {
  const lag = values.lag === undefined ? {} : { lagMillisecondsMax: Number(values.lag) };
  const verdict = await runSeed({ database, requests, seed, ...lag });
  if (values.seed !== undefined) for (const line of verdict.trail) say(line);
  if (verdict.problems.length === 0) continue;
  failed += 1;
  say(`seed ${seed}: ${verdict.problems.join('; ')}`);
}
await database.close();
const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
say(`${count - failed} seeds held, ${failed} failed, in ${seconds} s`);
process.exitCode = failed === 0 ? 0 : 1;

/** Nobody pulls the plug here, and waiting for the disk is most of the time of a run. */
async function forgoDurability(databaseUrl: string): Promise<void> {
  const settings = await connect({ url: databaseUrl, schema, applicationName: 'riel-faults' });
  await sql`
    do $$ begin
      execute format('alter database %I set synchronous_commit = off', current_database());
    end $$`.execute(settings.kysely);
  await settings.close();
}
