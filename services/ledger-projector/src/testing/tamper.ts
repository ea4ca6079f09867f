import { randomUUID } from 'node:crypto';
import { connect, sql } from '@riel/database';
import type { Database } from '@riel/database';
import { runSql } from '../../../../test/support/run-sql.ts';
import { databaseUrlOf } from '../../../../test/support/test-database.ts';
import { schema } from '../../migrations/index.ts';
import { chainNumberOf, factIdOf } from '../projection/fact-id.ts';
import { genesisHash, linkHash } from '../proof/chain.ts';
import { groupLinks } from '../verify/group-links.ts';
import { readLinks } from '../verify/read-links.ts';
import { readAccountNames } from '../verify/sql/balance-rows.ts';
import { readPartitionsToVerify } from '../verify/sql/read-partitions-to-verify.ts';

/** A connection of somebody who may do everything in the database. */
export const connectAsOwner = (url: string): Promise<Database> =>
  connect({
    url,
    schema,
    applicationName: 'test-owner',
    poolConnectionsMax: 4,
    statementTimeoutMilliseconds: 0,
  });

/** Copies a database, of which the connections are idle and are ended. */
export const copyDatabase = async (
  url: string,
): Promise<{ readonly url: string; readonly drop: () => Promise<void> }> => {
  const source = new URL(url).pathname.slice(1);
  const copy = `riel_test_${randomUUID().replaceAll('-', '')}`;
  const server = databaseUrlOf(url, 'postgres');
  await runSql(
    server,
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${source}'`,
  );
  await runSql(server, `create database "${copy}" template "${source}"`);
  return {
    url: databaseUrlOf(url, copy),
    drop: () => runSql(server, `drop database if exists "${copy}" with (force)`),
  };
};

/** Runs statements with every trigger off, as a superuser can. */
export const tamper = (owner: Database, ...statements: readonly string[]): Promise<void> =>
  owner.transaction(async (transaction) => {
    await sql`set local session_replication_role = replica`.execute(transaction);
    for (const statement of statements) {
      await sql.raw(statement).execute(transaction);
    }
  });

/** Computes every hash of every chain anew, as a forger who knows the code can. */
export const rewriteChains = async (owner: Database): Promise<void> => {
  const accounts = await readAccountNames(owner.kysely);
  for (const { partitionId, topic, partition, chainNumber } of await readPartitionsToVerify(
    owner.kysely,
  )) {
    const range = { after: factIdOf(partitionId, 0), through: factIdOf(partitionId, chainNumber) };
    const { links } = groupLinks(await readLinks(owner.kysely, range, accounts));
    let hash = genesisHash(topic, partition);
    const updates: string[] = [];
    for (const { fact, entries, marks, closing } of links) {
      const content = closing === undefined ? { entries, marks } : { entries, marks, closing };
      hash = linkHash(hash, { ...fact, chainNumber: chainNumberOf(fact.factId), ...content });
      updates.push(
        `update ledger.facts set chain_hash = '\\x${hash.toString('hex')}'
          where fact_id = ${fact.factId}`,
      );
    }
    const head = `update ledger.partitions set chain_hash = '\\x${hash.toString('hex')}'
      where partition_id = ${partitionId}`;
    await tamper(owner, ...updates, head);
  }
};
