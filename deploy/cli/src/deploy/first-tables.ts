/*
 * The ledger books nothing in a partition before its first marker, so the first tables are part of
 * the deploy; later ones go through the ledger's admin API. The projector's package numbers and
 * stores a marker before it is sent, and a run that was cut off is completed with the same bytes.
 */
import { createCodec } from '@riel/avro';
import { connect, sql } from '@riel/database';
import type { Database } from '@riel/database';
import { createProducer } from '@riel/kafka';
import type { Kafka } from '@riel/kafka';
import { activateTables, createMarkerPublisher, writeMarkers } from '@riel/ledger-projector';
import type { MarkerWriterOptions } from '@riel/ledger-projector';
import { now } from '@riel/runtime';
import type { Topic } from '@riel/schemas';

export interface FirstTablesOptions {
  readonly databaseUrl: string;
  readonly schemaRegistryUrl: string;
  /** Canonical JSON of validated tables; null activates none. */
  readonly tables: string | null;
  readonly author: string;
}

/** Longest that a broker may take while the transaction that notes a marker is open. */
const IDLE_IN_TRANSACTION_TIMEOUT_MILLISECONDS = 120_000;

/** Activates the tables unless the series of markers has begun; says what was done. */
export async function activateFirstTables(
  options: FirstTablesOptions,
  { kafka, bookedTopics }: { readonly kafka: Kafka; readonly bookedTopics: readonly Topic[] },
): Promise<string> {
  const database = await connect({
    url: options.databaseUrl,
    schema: 'ledger',
    applicationName: 'riel-deploy-tables',
    poolConnectionsMax: 2,
    idleInTransactionTimeoutMilliseconds: IDLE_IN_TRANSACTION_TIMEOUT_MILLISECONDS,
  });
  const producer = createProducer(kafka);
  try {
    const publish = createMarkerPublisher(producer, bookedTopics);
    const done = await activate(options, { database, publish, now });
    return `tables: ${done}`;
  } finally {
    await producer.stop();
    await database.close();
  }
}

async function activate(
  { schemaRegistryUrl, tables, author }: FirstTablesOptions,
  writer: Omit<MarkerWriterOptions, 'codec'>,
): Promise<string> {
  const newest = await newestMarkerNumber(writer.database);
  if (newest !== null) {
    const completed = await writeMarkers(writer);
    const done = completed === 0 ? '' : `, ${completed} that were cut off written again`;
    return `activated before, newest marker is ${newest}${done}`;
  }
  if (tables === null) return 'none given, so the ledger books nothing yet';
  const codec = await createCodec({
    registryUrl: schemaRegistryUrl,
    writes: ['TablesActivated', 'PeriodClosed'],
    reads: [],
  });
  const first = { tables, author, reason: 'first tables' };
  const { markerNumber } = await activateTables({ ...writer, codec }, first);
  return `activated, marker ${markerNumber} written to every partition of the booked topics`;
}

async function newestMarkerNumber({ kysely }: Database): Promise<number | null> {
  const { rows } = await sql<{ newest: number | null }>`
    select max(marker_number) as newest from ledger.markers
  `.execute(kysely);
  return rows[0]?.newest ?? null;
}
