import { execFile } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { promisify } from 'node:util';
import { runSql } from '../../support/run-sql.ts';
import { databaseUrlOf } from '../../support/test-database.ts';
import type { RealStack } from './real-stack.ts';
import { until } from './until.ts';

/** A copy of the database's present state, which can be put in its place later. */
export interface OlderCopy {
  /** What was committed since is forgotten. */
  putBack(): Promise<void>;
}

/** How a copy is made and put back. */
export const copyWays = ['data-folder', 'template'] as const;
export type CopyWay = (typeof copyWays)[number];

const run = promisify(execFile);

/** Takes a copy, as a backup of a quiet minute: the server stops for it, or nobody is connected. */
export async function takeCopy(
  { own }: RealStack,
  { name, way }: { readonly name: string; readonly way: CopyWay },
): Promise<OlderCopy> {
  if (way === 'template') return await copyDatabase(own.databaseUrl, name);
  const { postgres } = own;
  if (postgres === null) throw new Error('The server must be one that can be stopped');
  const copy = `${postgres.dataFolder}.${name}`;
  await postgres.stop();
  // With owner and times: the server runs as another user where the tests run as root.
  await run('cp', ['-a', postgres.dataFolder, copy]);
  await postgres.start();
  return {
    putBack: async () => {
      await postgres.stop();
      await rename(postgres.dataFolder, `${copy}.forgotten`);
      await rename(copy, postgres.dataFolder);
      await postgres.start();
    },
  };
}

async function copyDatabase(databaseUrl: string, name: string): Promise<OlderCopy> {
  const original = new URL(databaseUrl).pathname.slice(1);
  const copy = `${original}_${name}`;
  const server = databaseUrlOf(databaseUrl, 'template1');
  // Sessions of processes that were killed may last a moment.
  await until('the database is copied', async () => {
    const made = runSql(server, `create database "${copy}" template "${original}"`);
    return await made.then(() => true).catch(() => false);
  });
  return {
    putBack: async () => {
      await runSql(server, `drop database "${original}" with (force)`);
      await runSql(server, `alter database "${copy}" rename to "${original}"`);
    },
  };
}
