import { parseIdentifier } from '@riel/database';

/**
 * SQL of the outbox of one schema, for the first migration of the service that owns it.
 *
 * The table is a queue: each row is inserted once, never updated, and deleted within milliseconds.
 * - The primary key is the reading order inside a lane and serves every statement of the relay.
 * - The identity has no cache: a session that holds numbers back would let a later row of a key have
 *   a smaller one.
 * - Pages are filled to the brim, since nothing is updated in place. Payloads are sealed and do not
 *   compress, so no time is spent on trying.
 * - Vacuum comes after a fixed number of dead rows, not a share of a table that is mostly empty, and
 *   does not pause. It does not give pages back to the file system: that takes a lock which would
 *   stop all writers, and the next burst needs the pages again.
 */
export const outboxTables = (schema: string): string[] => {
  const table = `${parseIdentifier(schema, 'schema')}.outbox`;
  return [
    `create table ${table} (
       id bigint generated always as identity (cache 1),
       lane smallint not null check (lane >= 0),
       topic text not null,
       key text not null,
       event_name text not null,
       event_id uuid not null,
       occurred_at bigint not null,
       recorded_at bigint not null,
       payload bytea not null,
       traceparent text,
       primary key (lane, id)
     ) with (
       fillfactor = 100,
       autovacuum_vacuum_threshold = 2000,
       autovacuum_vacuum_scale_factor = 0,
       autovacuum_vacuum_insert_threshold = -1,
       autovacuum_analyze_threshold = 20000,
       autovacuum_analyze_scale_factor = 0,
       autovacuum_vacuum_cost_delay = 0,
       vacuum_truncate = false,
       toast.autovacuum_vacuum_threshold = 2000,
       toast.autovacuum_vacuum_scale_factor = 0,
       toast.vacuum_truncate = false
     )`,
    `alter table ${table} alter column payload set storage external`,
    `comment on table ${table} is 'Events that wait for Kafka; the relay deletes what it has sent'`,
    `comment on column ${table}.occurred_at is 'Microseconds since the epoch'`,
    `comment on column ${table}.recorded_at is 'Microseconds since the epoch'`,
  ];
};
