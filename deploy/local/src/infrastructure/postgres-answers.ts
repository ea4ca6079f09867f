import { Client } from 'pg';

const CONNECT_TIMEOUT_MILLISECONDS = 5_000;

/** Whether a server takes a connection at that address and answers on it. */
export async function postgresAnswers(url: string): Promise<boolean> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
  });
  // A server that is still starting may cut the line at any moment.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
