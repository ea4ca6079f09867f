import { commonSettings, httpSettings } from '@riel/runtime';
import { Type, type Static } from 'typebox';

const whole = (value: number, minimum: number, description: string) =>
  Type.Integer({ minimum, maximum: 2_147_483_647, default: value, description });
const hour = (value: number, description: string) =>
  Type.Integer({ minimum: 0, maximum: 24, default: value, description });
const path = (description: string) => Type.String({ minLength: 1, description });

/** Every setting of reconciliation, with its unit in its name and its default. */
export const reconciliationSettings = Type.Object({
  ...commonSettings,
  ...httpSettings,
  DATABASE_URL: Type.String({ description: 'postgres://user:password@host:port/database' }),
  KAFKA_BROKERS: Type.String({ description: 'comma separated host:port' }),
  SCHEMA_REGISTRY_URL: Type.String({ description: 'base URL of the schema registry' }),
  MONO_BASE_URL: Type.String({ description: "base URL of Mono's API" }),
  MONO_API_KEYS_DIRECTORY: path(
    'folder of API keys; one with the role Viewer is enough and preferred',
  ),
  PAYEE_RECIPIENTS_FILE: path('public keys of who may open personal data'),
  THIRD_PARTY_HASH_KEY_FILE: path('key under which documents are hashed'),
  REPORT_SIGNING_KEY_FILE: path('Ed25519 key that signs reports'),

  DAILY_RUN: Type.Boolean({ default: true, description: 'run every day by itself' }),
  DAILY_RUN_AT_HOUR: Type.Integer({
    minimum: 0,
    maximum: 23,
    default: 2,
    description: 'hour of the daily run, America/Bogota',
  }),
  FULL_SWEEP_DAY_OF_MONTH: Type.Integer({
    minimum: 1,
    maximum: 28,
    default: 1,
    description: 'day on which the daily run reads everything',
  }),
  LOOK_BACK_DAYS: whole(35, 0, 'days before the day that are compared again'),
  FULL_SWEEP_FROM_DATE: Type.String({
    pattern: '^\\d{4}-\\d{2}-\\d{2}$',
    default: '2020-01-01',
    description: 'first day of a full sweep',
  }),
  QUIET_SECONDS: whole(120, 0, 'pause between reading the balance and judging: time for webhooks'),
  PAGE_TRANSFERS: Type.Integer({
    minimum: 10,
    maximum: 500,
    default: 500,
    description: "transfers of one page of Mono's list",
  }),
  SWEEPS_MAX: whole(3, 1, 'readings of a list that changes while it is read, before the run fails'),
  LOOK_UPS_MAX: whole(
    10_000,
    1,
    'transfers looked up one by one in one run; more and the list is not to be trusted',
  ),
  LOOK_UPS_AT_ONCE: whole(10, 1, 'look-ups at the same time'),
  STEP_ATTEMPTS_MAX: whole(20, 1, 'failed attempts of one step, after which the run fails'),
  STEP_RETRY_MILLISECONDS_MIN: whole(1_000, 10, 'first pause after a failed step'),
  STEP_RETRY_MILLISECONDS_MAX: whole(60_000, 10, 'longest pause after a failed step'),
  RUN_POLL_MILLISECONDS: whole(1_000, 10, 'how often runs that wait are looked at'),
  HEALING: Type.Union([Type.Literal('publish'), Type.Literal('report-only')], {
    default: 'publish',
    description: 'whether facts that Mono states and we lack are published',
  }),
  HEAL_WAIT_SECONDS: whole(60, 0, 'longest wait of a run for its healed facts to be booked'),
  REPORT_ROWS_MAX: Type.Integer({
    minimum: 1,
    maximum: 20_000,
    default: 5_000,
    description: 'rows of drift in a report; the rest is counted',
  }),

  WATCH_POLL_SECONDS: whole(
    60,
    1,
    'how often transfers past the time of their rail are looked for',
  ),
  WATCH_TRANSFERS_MAX: whole(200, 1, 'most look-ups of one round of the watcher'),
  WATCH_AGAIN_SECONDS: whole(900, 1, 'pause before a stuck transfer is looked up again'),
  REAL_TIME_MINUTES: whole(15, 1, 'time that turbo, transfiya and breb have'),
  ACH_BANKING_HOURS: whole(12, 1, 'banking hours that ACH has: three cycles'),
  BANK_OPENS_AT_HOUR: hour(8, 'first banking hour, America/Bogota'),
  BANK_CLOSES_AT_HOUR: hour(18, 'end of banking hours'),
  BANK_CLOSES_EARLY_AT_HOUR: hour(12, 'end of banking hours on 24 and 30 December'),

  BODY_BYTES_MAX: whole(8_388_608, 1_024, 'longest request body, an imported report'),
  DATABASE_CONNECTIONS_MAX: whole(10, 6, 'connections of the pool'),
  STATEMENT_TIMEOUT_MILLISECONDS: whole(300_000, 100, 'a longer statement is cancelled'),
  OUTBOX_POLL_MILLISECONDS: Type.Integer({
    minimum: 1,
    maximum: 25,
    default: 25,
    description: 'longest time that a record waits for a wake-up that was lost',
  }),
  DATA_KEY_MAXIMUM_AGE_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 3_600,
    default: 3_600,
    description: 'how long one data key seals',
  }),
});

export type ReconciliationConfiguration = Static<typeof reconciliationSettings>;
