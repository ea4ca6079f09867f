import { commonSettings, httpSettings } from '@riel/runtime';
import { Type, type Static } from 'typebox';

const whole = (value: number, minimum: number, description: string) =>
  Type.Integer({ minimum, maximum: 2_147_483_647, default: value, description });
const path = (description: string) => Type.String({ minLength: 1, description });

/** How Mono is asked. It documents no limit of its own, so each assumption is a setting. */
const monoSettings = {
  MONO_BASE_URL: Type.String({ description: "base URL of Mono's API" }),
  MONO_API_KEYS_DIRECTORY: path('folder of API keys, one { id, createdAt, role, key } a file'),
  MONO_BATCH_TRANSFERS_MAX: Type.Integer({
    minimum: 1,
    maximum: 1_000,
    default: 1,
    description: 'most transfers of one submission; Mono documents no partial failure',
  }),
  MONO_BATCH_WAIT_MILLISECONDS: whole(
    25,
    0,
    'how long transfers wait for others of a batch that is not full; never if batches hold one',
  ),
  MONO_CONCURRENCY_PER_ACCOUNT: whole(24, 1, 'creations under way at once per Mono account'),
  MONO_LOOK_UPS_PER_ACCOUNT: whole(8, 1, 'look-ups under way at once per Mono account'),
  MONO_CONNECT_TIMEOUT_MILLISECONDS: whole(5_000, 1, 'until a connection stands'),
  MONO_HEADERS_TIMEOUT_MILLISECONDS: whole(30_000, 1, 'until an answer begins'),
  MONO_BODY_TIMEOUT_MILLISECONDS: whole(15_000, 1, 'between two pieces of an answer'),
  MONO_TOTAL_TIMEOUT_MILLISECONDS: whole(45_000, 1, 'for a whole request'),
  MONO_SEND_START_MILLISECONDS_MAX: whole(5_000, 1, 'a recorded attempt starts within, or never'),
  MONO_LOOKUP_GAP_MILLISECONDS: whole(60_000, 1, 'between the two look-ups of an unknown outcome'),
  MONO_LOOKUP_PROOF_AGE_MILLISECONDS: whole(5_000, 0, 'how long a query that found stays a proof'),
  MONO_LOOKUP_RETRY_MILLISECONDS: whole(300_000, 1, 'between look-ups of what waits for a person'),
  MONO_LIST_PAGES_MAX: whole(200, 1, 'most pages read of an account without a known transfer'),
  MONO_GIVE_UP_AFTER_SECONDS: whole(86_400, 1, 'proven absence before a person may give up'),
  MONO_BACKOFF_MILLISECONDS_MIN: whole(500, 1, 'pause after a first failure; doubles'),
  MONO_BACKOFF_MILLISECONDS_MAX: whole(300_000, 1, 'longest pause between two attempts'),
  MONO_RETRY_AFTER_MILLISECONDS_MAX: whole(3_600_000, 1, 'longest Retry-After that is honoured'),
  MONO_BREAKER_FAILURES_MAX: whole(10, 1, 'failures in a row after which a lane pauses'),
  MONO_BREAKER_PAUSE_MILLISECONDS: whole(10_000, 1, 'pause before one attempt tries again'),
  MONO_KEY_WARN_AGE_DAYS: whole(75, 1, 'age of a key from which it is warned of'),
  MONO_KEY_MAX_AGE_DAYS: whole(90, 1, 'age of a key from which an alert is raised'),
  MONO_KEY_MAX_AGE_ACTION: Type.Union([Type.Literal('alert'), Type.Literal('refuse')], {
    default: 'alert',
    description: 'refuse: a key that old sends nothing any more',
  }),
  MONO_KEY_REFUSED_MILLISECONDS: whole(30_000, 1, 'pause of a key that Mono answered 401 or 403'),
  BANKS_REFRESH_SECONDS: whole(43_200, 1, 'the bank list is published again when older'),
  BANKS_POLL_SECONDS: whole(3_600, 1, 'how often the bank list is asked for'),
  BANKS_RETRY_MILLISECONDS: whole(2_000, 10, 'pause after the bank list could not be had'),
};

/** How the database and Kafka are used. */
const storageSettings = {
  DATABASE_URL: Type.String({ description: 'postgres://user:password@host:port/database' }),
  KAFKA_BROKERS: Type.String({ description: 'comma separated host:port' }),
  SCHEMA_REGISTRY_URL: Type.String({ description: 'base URL of the schema registry' }),
  DATABASE_CONNECTIONS_MAX: whole(12, 4, 'connections of the pool; one holds the lanes'),
  STATEMENT_TIMEOUT_MILLISECONDS: whole(10_000, 100, 'a longer statement is cancelled'),
  LOCK_TIMEOUT_MILLISECONDS: whole(5_000, 10, 'longest wait for a lock'),
  CONSUMER_GROUP: Type.String({
    pattern: '^[A-Za-z0-9._-]{1,200}$',
    default: 'riel-mono-gateway',
    description: 'consumer group of the requests',
  }),
  CONSUMER_RETRY_MILLISECONDS: whole(2_000, 10, 'pause before an unreachable Kafka is tried again'),
  BACKLOG_TRANSFERS_MAX: whole(
    1_000_000,
    1,
    'transfers not final here from which on requests are left in the log',
  ),
  BACKLOG_WAIT_MILLISECONDS: whole(
    1_000,
    1,
    'pause of a partition before the backlog is looked at',
  ),
  CONSUMER_CHUNK_RECORDS_MAX: whole(500, 1, 'most records of one transaction'),
  CONSUMER_SESSION_TIMEOUT_MILLISECONDS: whole(30_000, 1_000, 'silence that costs our partitions'),
  OUTBOX_CLAIMS_MAX: whole(2, 1, 'sends at the same time; each takes a connection'),
  OUTBOX_BATCH_RECORDS_MAX: whole(500, 1, 'most records of one send'),
  OUTBOX_POLL_MILLISECONDS: Type.Integer({
    minimum: 1,
    maximum: 25,
    default: 25,
    description: 'longest time that a record waits for a wake-up that was lost',
  }),
};

/** Every setting of the gateway, with its unit in its name and its default. */
export const gatewaySettings = Type.Object({
  ...commonSettings,
  ...httpSettings,
  ...storageSettings,
  ...monoSettings,
  REQUEST_VERIFYING_KEYS_FILE: path('public keys of the command service (Ed25519)'),
  PAYEE_OPENING_KEYS_FILE: path('private keys that open payees (X25519)'),
  LANE_POLL_MILLISECONDS: whole(250, 10, 'how often lanes without a holder are looked for'),
  LANES_MAX: whole(64, 1, 'most lanes that one instance holds'),
  WORK_POLL_MILLISECONDS: whole(500, 10, 'how often a lane looks for work without a wake-up'),
  PLAN_TRANSFERS_MAX: whole(500, 1, 'most transfers made submissions in one transaction'),
  SETTLE_WAIT_MILLISECONDS: whole(5, 0, 'longest wait of an outcome for others'),
  SETTLE_OUTCOMES_MAX: whole(100, 1, 'most outcomes of one transaction'),
});

export type GatewayConfiguration = Static<typeof gatewaySettings>;
