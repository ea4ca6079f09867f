import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';

const POLL_MILLISECONDS = 50;
const BOOKING_MILLISECONDS_MAX = 3_600_000;
const EVENTS_PER_TRANSFER = 3;
/** Below this share of a phase the process still warms up. */
const WARM_UP_SHARE = 0.1;

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function factsOf(client: Client): Promise<number> {
  const { rows } = await client.query<{ facts: string }>(
    `select coalesce(sum(chain_number), 0) as facts from ledger.partitions
      where topic = 'riel.transfers.v1'`,
  );
  return Number(rows[0]?.facts);
}

/** Watches until so many transfers are booked in all, and answers the events per second. */
export async function watchBooking(
  databaseUrl: string,
  {
    transfers,
    onSample,
  }: { readonly transfers: number; readonly onSample: () => Promise<unknown> },
): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    const begun = performance.now();
    const already = await factsOf(client);
    const until = transfers * EVENTS_PER_TRANSFER;
    const warm = already + (until - already) * WARM_UP_SHARE;
    let start: { readonly facts: number; readonly at: number } | null = null;
    for (let sample = 0; ; sample += 1) {
      const facts = await factsOf(client);
      const at = performance.now();
      if (start === null && facts >= warm) start = { facts, at };
      if (facts >= until) {
        const since = start ?? { facts: already, at: begun };
        return ((facts - since.facts) / (at - since.at)) * 1_000;
      }
      if (at - begun > BOOKING_MILLISECONDS_MAX) throw new Error('the ledger books no more');
      if (sample % 20 === 0) await onSample();
      await wait(POLL_MILLISECONDS);
    }
  });
}

/** Bytes of all tables and indexes of the ledger, by booked transfer. */
export async function bytesPerTransfer(databaseUrl: string): Promise<number> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ bytes: string; transfers: string }>(
      `select (select sum(pg_total_relation_size(format('ledger.%I', tablename)))
                 from pg_tables where schemaname = 'ledger') as bytes,
              (select count(*) from ledger.subjects) as transfers`,
    );
    return Number(rows[0]?.bytes) / Number(rows[0]?.transfers);
  });
}

const copiedTables = ['accounts', 'facts', 'postings', 'subjects'];

/** Copies the rows of one ledger into an empty one by COPY alone, and answers events per second. */
export async function copyRates(from: string, into: string, events: number): Promise<number> {
  const fileOf = (folder: string, table: string): string => `${folder}/riel_bench_${table}.copy`;
  const folder = await withClient(from, async (client) => {
    const { rows } = await client.query<{ folder: string }>(
      `select current_setting('data_directory') as folder`,
    );
    const found = rows[0]?.folder ?? '';
    for (const table of copiedTables) {
      await client.query(`copy ledger.${table} to '${fileOf(found, table)}'`);
    }
    return found;
  });
  return withClient(into, async (client) => {
    const begun = performance.now();
    for (const table of copiedTables) {
      await client.query(`copy ledger.${table} from '${fileOf(folder, table)}'`);
    }
    const seconds = (performance.now() - begun) / 1_000;
    for (const table of copiedTables) {
      await client.query(`copy (select 1) to '${fileOf(folder, table)}'`);
    }
    return events / seconds;
  });
}
