import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';

const POLL_MILLISECONDS = 50;
const STALL_MILLISECONDS_MAX = 60_000;

async function ask<Row>(databaseUrl: string, query: string): Promise<Row | undefined> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(query)).rows[0] as Row | undefined;
  } finally {
    await client.end();
  }
}

/** Transactions that the database has committed so far, whoever made them. */
export async function commitsOf(databaseUrl: string): Promise<number> {
  const row = await ask<{ commits: string }>(
    databaseUrl,
    'select xact_commit as commits from pg_stat_database where datname = current_database()',
  );
  return Number(row?.commits);
}

/** Transfers that the gateway has read from the log so far. */
export async function transfersRead(databaseUrl: string): Promise<number> {
  const row = await ask<{ count: string }>(
    databaseUrl,
    'select count(*) as count from gateway.transfers',
  );
  return Number(row?.count);
}

/** Waits until every outcome is recorded and told to the log. */
export async function untilSettled(databaseUrl: string): Promise<void> {
  const deadline = performance.now() + STALL_MILLISECONDS_MAX;
  for (;;) {
    const row = await ask<{ open: boolean }>(
      databaseUrl,
      `select exists (select 1 from gateway.submissions where state not in ('done', 'dissolved'))
           or exists (select 1 from gateway.transfers where state = 'waiting')
           or exists (select 1 from gateway.outbox) as open`,
    );
    if (row?.open === false) return;
    if (performance.now() > deadline) throw new Error('outcomes are not recorded');
    await wait(POLL_MILLISECONDS);
  }
}
