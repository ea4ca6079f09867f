import { commonSettings, httpSettings } from '@riel/runtime';
import { Type } from 'typebox';
import type { Static } from 'typebox';

const count = (defaultValue: number, maximum: number, description: string) =>
  Type.Integer({ minimum: 1, maximum, default: defaultValue, description });

/** Every setting of the projector. */
export const settings = Type.Object({
  ...commonSettings,
  ...httpSettings,
  DATABASE_URL: Type.String({ description: 'PostgreSQL, as a member of riel_projector' }),
  KAFKA_BROKERS: Type.String({ description: 'comma list of host:port' }),
  SCHEMA_REGISTRY_URL: Type.String({ description: 'address of the schema registry' }),
  KAFKA_GROUP_ID: Type.String({
    default: 'riel.ledger-projector',
    description: 'consumer group; it spreads the partitions over the instances',
  }),
  CHUNK_RECORDS_MAX: count(1_000, 10_000, 'records that one transaction books at most'),
  PARTITIONS_CONCURRENTLY_MAX: count(4, 64, 'partitions that are booked at the same time'),
  SUBJECTS_REMEMBERED_MAX: count(
    20_000,
    1_000_000,
    'subjects in flight that are kept in memory for their next facts, about 500 bytes each',
  ),
  DATABASE_ATTEMPTS_MAX: count(
    60,
    10_000,
    'attempts for a chunk while the database fails; with waits of up to 5 s between them',
  ),
  STUCK_AFTER_MILLISECONDS: count(
    30_000,
    3_600_000,
    'a chunk that takes longer makes the service not ready',
  ),
  ADMIN_BODY_BYTES_MAX: count(
    4_194_304,
    67_108_864,
    'longest body of a request to the admin API; tables are the long ones',
  ),
  LEDGER_SIGNING_KEY_FILE: Type.String({
    default: '',
    description: 'Ed25519 key pairs; the newest signs the anchors. Empty only where RIEL_ENV=local',
  }),
  ANCHOR_INTERVAL_MINUTES: count(
    60,
    1_440,
    'time between two anchors, from midnight in Bogota on; the end of each day is always anchored',
  ),
  CLOSING_WAIT_MILLISECONDS: count(
    10_000,
    600_000,
    'longest wait of a period close for the ledger to book what the log held',
  ),
  ENTRIES_RELAY: Type.Union([Type.Literal('on'), Type.Literal('off')], {
    default: 'on',
    description: 'whether this instance publishes entries to riel.ledger-entries.v1',
  }),
  ENTRIES_RELAY_FACTS_MAX: count(
    500,
    10_000,
    'facts whose entries are read back in one round, per partition',
  ),
  ENTRIES_RELAY_MEMORY_FACTS_MAX: count(
    20_000,
    1_000_000,
    'committed facts that wait in memory for their relay; older ones are read back',
  ),
  ENTRIES_RELAY_POLL_MILLISECONDS: count(500, 60_000, 'longest wait before new entries are seen'),
});

export type Settings = Static<typeof settings>;
