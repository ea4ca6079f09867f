import { connect, migrate, sql } from '@riel/database';
import type { Codec } from '@riel/avro';
import { TRANSFERS_TOPIC } from '@riel/schemas';
import { grants, migrations, schema } from '../../migrations/index.ts';
import { AccountDirectory } from '../projection/accounts.ts';
import { bookedTopicsByName } from '../projection/booked-topics.ts';
import { projectChunk } from '../projection/project-chunk.ts';
import type { BookedChunk, ChunkRecord, Projection } from '../projection/project-chunk.ts';
import type { BookedEventName } from '../projection/read-record.ts';
import { openPartition } from '../projection/sql/open-partition.ts';
import { readPartition } from '../projection/sql/read-partition.ts';
import { SubjectMemory } from '../projection/subject-memory.ts';
import { TablesCache } from '../projection/tables-cache.ts';

const groupRoles = [
  'riel_command',
  'riel_gateway',
  'riel_webhook',
  'riel_projector',
  'riel_query',
  'riel_reconciliation',
];

/** A ledger of a test's own, with projectors that log in as members of riel_projector. */
export interface TestLedger {
  /** Of the owner of the schema, who may do everything. */
  readonly ownerUrl: string;
  /** Of a login user that is a member of the role. */
  urlOf(role: 'riel_projector' | 'riel_query'): string;
  /** A projector with memory and connections of its own, like another instance. */
  openProjector(): Promise<TestProjector>;
  /** Books records of a partition of the transfers topic. */
  book: typeof bookTransfers;
  drop(): Promise<void>;
}

export interface TestProjector {
  readonly projection: Projection;
  /** Books records of a partition of the transfers topic. */
  book(records: readonly ChunkRecord[], partition?: number): Promise<BookedChunk>;
}

/** An empty database of a test's own, which the ledger takes over. */
export interface EmptyDatabase {
  readonly name: string;
  /** Of a superuser. */
  readonly url: string;
  drop(): Promise<void>;
}

/** Makes the schema in an empty database, and login users for it. */
export const createTestLedger = async (
  testDatabase: EmptyDatabase,
  codec: Codec<never, BookedEventName>,
): Promise<TestLedger> => {
  const owner = await connect({
    url: testDatabase.url,
    schema: 'public',
    applicationName: 'test-owner',
    poolConnectionsMax: 1,
  });
  for (const role of groupRoles) {
    await sql
      .raw(`do $$ begin create role ${role} nologin;
        exception when duplicate_object or unique_violation then null; end $$`)
      .execute(owner.kysely);
  }
  await migrate({ url: testDatabase.url, schema, migrations, grants });
  const urls = new Map<string, string>();
  for (const role of ['riel_projector', 'riel_query']) {
    const login = `${testDatabase.name}_${role}`;
    await sql
      .raw(`create role ${login} login password 'test' in role ${role}`)
      .execute(owner.kysely);
    const url = new URL(testDatabase.url);
    url.username = login;
    url.password = 'test';
    urls.set(role, url.href);
  }
  const urlOf = (role: string): string => urls.get(role) ?? '';
  const open: { close(): Promise<void> }[] = [];
  return {
    ownerUrl: testDatabase.url,
    urlOf,
    book: bookTransfers,
    openProjector: async () => {
      const database = await connect({
        url: urlOf('riel_projector'),
        schema,
        applicationName: 'test-projector',
        poolConnectionsMax: 4,
      });
      open.push(database);
      return testProjector({
        database,
        codec,
        tables: new TablesCache(),
        directory: new AccountDirectory(),
        // Small, so that some are remembered and some are read.
        memory: new SubjectMemory(3),
      });
    },
    drop: async () => {
      await Promise.all(open.map((database) => database.close()));
      for (const role of urls.keys()) {
        await sql.raw(`drop role ${testDatabase.name}_${role}`).execute(owner.kysely);
      }
      await owner.close();
      await testDatabase.drop();
    },
  };
};

const testProjector = (projection: Projection): TestProjector => ({
  projection,
  book: (records, partition) => bookTransfers(projection, records, partition),
});

const bookTransfers = async (
  projection: Projection,
  records: readonly ChunkRecord[],
  partition = 0,
): Promise<BookedChunk> => {
  const topic = bookedTopicsByName.get(TRANSFERS_TOPIC);
  if (topic === undefined) {
    throw new TypeError('the transfers topic is not booked');
  }
  const { topicEvents } = topic;
  const place = { topic: TRANSFERS_TOPIC, partition, partitionId: topic.partitionId(partition) };
  const { kysely } = projection.database;
  await openPartition(kysely, { ...place, clusterId: 'test-cluster' });
  const bookedTo = (await readPartition(kysely, place.partitionId))?.nextOffset ?? 0n;
  return projectChunk(projection, { place, topicEvents, records, bookedTo });
};
