import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Login } from '@riel/cli';
import { rootFolder } from '../folders.ts';
import type { Infrastructure } from '../infrastructure/start-infrastructure.ts';
import type { Say } from '../output.ts';
import { localCaller } from './credentials.ts';

/** Tables of the local stack: those that the books package shows as an example. */
const tablesFile = join(rootFolder, 'libs/books/tables/example.json');

/** Brings tables, topics, schemas, users and first markers of one run in place. */
export async function deployStack(
  infrastructure: Infrastructure,
  logins: readonly Login[],
  say: Say,
): Promise<void> {
  // Loaded here, since it brings every service's migrations along: who only wants infrastructure pays
  // nothing for them.
  const { deploy } = await import('@riel/cli');
  await deploy({
    databaseUrl: infrastructure.databaseUrl,
    kafkaBrokers: infrastructure.kafkaBrokers,
    schemaRegistryUrl: infrastructure.schemaRegistryUrl,
    callers: [localCaller],
    tables: await readFile(tablesFile, 'utf8'),
    author: 'local stack',
    logins,
    print: say,
  });
}
