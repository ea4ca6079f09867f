import { Client } from 'pg';

/** Runs one statement on a connection of its own and answers with its rows. */
export async function querySql<Row>(
  databaseUrl: string,
  statement: string,
): Promise<readonly Row[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const answer = await client.query(statement);
    return answer.rows as readonly Row[];
  } finally {
    await client.end();
  }
}

/** Runs one statement that needs no answer on a connection of its own. */
export async function runSql(databaseUrl: string, statement: string): Promise<void> {
  await querySql(databaseUrl, statement);
}
