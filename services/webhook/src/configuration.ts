import { commonSettings, httpSettings } from '@riel/runtime';
import { Type, type Static } from 'typebox';

const whole = (value: number, minimum: number, description: string) =>
  Type.Integer({ minimum, maximum: 2_147_483_647, default: value, description });
const path = (description: string) => Type.String({ minLength: 1, description });

/** Every setting of the webhook service, with its unit in its name and its default. */
export const webhookSettings = Type.Object({
  ...commonSettings,
  ...httpSettings,
  DATABASE_URL: Type.String({ description: 'postgres://user:password@host:port/database' }),
  KAFKA_BROKERS: Type.String({ description: 'comma separated host:port' }),
  SCHEMA_REGISTRY_URL: Type.String({ description: 'base URL of the schema registry' }),
  MONO_BASE_URL: Type.String({ description: "base URL of Mono's API" }),
  MONO_WEBHOOK_SECRETS_DIRECTORY: path('folder of secrets, one { id, createdAt, secret } a file'),
  MONO_API_KEYS_DIRECTORY: path('folder of API keys, one { id, createdAt, role, key } a file'),
  PAYEE_RECIPIENTS_FILE: path('public keys of who may open personal data and evidence'),
  THIRD_PARTY_HASH_KEY_FILE: path('key under which documents are hashed'),
  WEBHOOK_TOLERANCE_SECONDS: whole(32_400, 1, 'how old a signed time may be and still be believed'),
  WEBHOOK_FUTURE_TOLERANCE_SECONDS: whole(300, 0, 'how far ahead a signed time may lie'),
  BODY_BYTES_MAX: whole(65_536, 1_024, 'largest body of a webhook'),
  CONNECTIONS_MAX: whole(
    20_000,
    1,
    'most open connections; three quarters of the open files at most',
  ),
  REQUEST_TIMEOUT_MILLISECONDS: whole(10_000, 100, 'longest time to receive a webhook'),
  COALESCE_WAIT_MILLISECONDS: whole(10, 0, 'longest wait of a webhook for others'),
  COALESCE_WEBHOOKS_MAX: whole(200, 1, 'most webhooks of one transaction'),
  COALESCE_QUEUE_WEBHOOKS_MAX: whole(5_000, 1, 'webhooks that wait; one more is answered 503'),
  COALESCE_TRANSACTIONS_MAX: whole(2, 1, 'transactions that run at once'),
  DATABASE_CONNECTIONS_MAX: whole(6, 4, 'connections by which webhooks are stored'),
  BACKGROUND_CONNECTIONS_MAX: whole(8, 6, 'connections of what works behind the route'),
  BACKGROUND_OLD_MEGABYTES_MAX: whole(96, 32, 'old objects of the thread behind the route'),
  BACKGROUND_YOUNG_MEGABYTES_MAX: whole(24, 3, 'young objects of the thread behind the route'),
  STATEMENT_TIMEOUT_MILLISECONDS: whole(10_000, 100, 'a longer statement is cancelled'),
  LOCK_TIMEOUT_MILLISECONDS: whole(5_000, 10, 'longest wait for a lock'),
  DATA_KEY_MAXIMUM_AGE_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 3_600,
    default: 3_600,
    description: 'how long one data key seals',
  }),
  CONSUMER_GROUP: Type.String({
    pattern: '^[A-Za-z0-9._-]{1,200}$',
    default: 'riel-webhook',
    description: 'consumer group that learns which Mono transfers and links are ours',
  }),
  CONSUMER_RETRY_MILLISECONDS: whole(2_000, 10, 'pause after an outage of Kafka'),
  CONSUMER_CHUNK_RECORDS_MAX: whole(500, 1, 'most records of one transaction'),
  CONSUMER_BYTES_MIN: whole(262_144, 1, 'bytes that a fetch waits for, 250 ms at most'),
  MATCH_POLL_MILLISECONDS: whole(1_000, 10, 'how often unmatched facts are looked at again'),
  MATCH_FACTS_MAX: whole(500, 1, 'most facts matched in one transaction'),
  LOOK_UP_POLL_MILLISECONDS: whole(1_000, 10, 'how often due look-ups are looked for'),
  LOOK_UP_BATCH_MAX: whole(20, 1, 'most look-ups of one round'),
  LOOK_UP_RETRY_MILLISECONDS_MIN: whole(2_000, 10, 'first pause after a look-up without an answer'),
  LOOK_UP_RETRY_MILLISECONDS_MAX: whole(600_000, 10, 'longest pause between two look-ups'),
  LOOK_UP_OVERDUE_SECONDS: whole(86_400, 1, 'a look-up that waits longer is shown as overdue'),
  LOOK_UP_OVERDUE_PAUSE_MILLISECONDS: whole(3_600_000, 10, 'pause between overdue look-ups'),
  LOOK_UP_LEASE_MILLISECONDS: whole(300_000, 1_000, 'how long one instance keeps a look-up'),
  MONO_LOOKUP_GAP_MILLISECONDS: whole(60_000, 0, 'time between two looks that prove an absence'),
  UNNAMED_HOLD_MILLISECONDS: whole(10_000, 0, 'how long a fact waits to hear whose transfer it is'),
  COLLECTION_LINK_POLL_MILLISECONDS: whole(
    1_000,
    10,
    'how often links to be closed are looked for',
  ),
  COLLECTION_CLOSE_AFTER_SECONDS: whole(
    900,
    0,
    'from the expiry of a link to the first look at it',
  ),
  COLLECTION_CLOSE_PAUSE_MILLISECONDS: whole(
    600_000,
    10,
    'pause between looks at a link that has expired and is not closed',
  ),
  COLLECTION_ABANDONED_AFTER_SECONDS: whole(
    86_400,
    0,
    'age from which an intent that nobody finished counts as failed',
  ),
  COLLECTION_UNDATED_LOOK_SECONDS: whole(
    2_592_000,
    1,
    'pause between looks at a link that does not expire',
  ),
  SECRET_STATUS_POLL_MILLISECONDS: whole(1_000, 10, 'how soon a status holds on every instance'),
  HOUSEKEEPING_MILLISECONDS: whole(3_600_000, 1_000, 'how often months are made and rows deleted'),
  HOUSEKEEPING_ROWS_MAX: whole(5_000, 1, 'most rows of one deletion'),
  EVIDENCE_RETENTION_YEARS: whole(10, 10, 'how long sealed originals are kept, by law'),
  RECEIPT_RETENTION_DAYS: whole(35, 1, 'how long repeated deliveries are known by their body'),
  FACT_RETENTION_DAYS: whole(400, 35, 'how long published facts are known by their id'),
  MONO_TRANSFER_RETENTION_DAYS: whole(400, 1, 'how long it is known whose a Mono transfer is'),
  COLLECTION_LINK_RETENTION_DAYS: whole(400, 35, 'how long a closed link is known to be ours'),
  UNMATCHED_RETENTION_DAYS: whole(400, 1, 'how long facts of others wait to turn out ours'),
  OUTBOX_BATCH_RECORDS_MAX: whole(500, 1, 'most records of one send'),
  OUTBOX_GATHER_MILLISECONDS: whole(25, 0, 'pause between sends of few records'),
  OUTBOX_POLL_MILLISECONDS: Type.Integer({
    minimum: 1,
    maximum: 25,
    default: 25,
    description: 'longest time that a record waits for a wake-up that was lost',
  }),
});

export type WebhookConfiguration = Static<typeof webhookSettings>;
