import { parseIdentifier } from '@riel/database';

/** SQL of the offsets of one schema, for the first migration of the service that owns it. */
export const inboxTables = (schema: string): string[] => {
  const table = `${parseIdentifier(schema, 'schema')}.consumed_offsets`;
  return [
    `create table ${table} (
       topic text not null,
       partition integer not null,
       next_offset bigint not null,
       primary key (topic, partition)
     ) with (fillfactor = 50)`,
    `comment on table ${table} is 'Next offset to read, moved with what came of the records before'`,
  ];
};
