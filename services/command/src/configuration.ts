import { minorUnits } from '@riel/money';
import { commaList, commonSettings, httpSettings, readConfiguration } from '@riel/runtime';
import { isCallerName, type Caller } from '@riel/schemas';
import { Type, type Static } from 'typebox';
import type { LinkPolicy } from './collection-links/link-policy.ts';
import { CommandSettingError } from './errors.ts';
import type { DocumentNumberForm, TransferPolicy } from './transfers/transfer-policy.ts';

const digits = (value: string, description: string) =>
  // The ledger sums an account's day in 64 bits: no limit may let a few transfers fill them.
  Type.String({ pattern: '^[0-9]{1,16}$', default: value, description });
const whole = (value: number, minimum: number, description: string) =>
  Type.Integer({ minimum, maximum: 2_147_483_647, default: value, description });
const path = (description: string) => Type.String({ minLength: 1, description });

/** Every setting of the command service, with its unit in its name and its default. */
export const commandSettings = Type.Object({
  ...commonSettings,
  ...httpSettings,
  DATABASE_URL: Type.String({ description: 'postgres://user:password@host:port/database' }),
  KAFKA_BROKERS: Type.String({ description: 'comma separated host:port' }),
  SCHEMA_REGISTRY_URL: Type.String({ description: 'base URL of the schema registry' }),
  QUERY_BASE_URL: Type.String({
    default: '',
    description: 'where ledger-query answers; Location headers point there, relative if empty',
  }),
  REQUEST_SIGNING_KEY_FILE: path('Ed25519 private key that signs requests'),
  PAYEE_RECIPIENTS_FILE: path('public keys of the gateway and the reader'),
  COMMAND_OPENING_KEYS_FILE: Type.Optional(path('private keys to which Kafka callers seal payees')),
  IDEMPOTENCY_HASH_KEY_FILE: path('key under which commands are hashed'),
  THIRD_PARTY_HASH_KEY_FILE: path('key under which documents are hashed'),
  COMMAND_CALLERS: Type.String({
    default: '',
    description: 'comma separated callers whose command topics are read',
  }),
  COMMAND_TOPICS_ALLOW_PLAIN: Type.Boolean({
    default: false,
    description: 'take plain payees from Kafka: only where the brokers are trusted with them',
  }),
  TRANSFER_MINOR_UNITS_MAX: digits('100000000000', 'largest amount of one transfer'),
  COLLECTION_MINOR_UNITS_MAX: digits('100000000000', 'largest amount of one collection link'),
  CALLER_DAILY_MINOR_UNITS_MAX: digits(
    '1000000000000000',
    'most that one caller may have accepted in one Bogota day and currency',
  ),
  TRANSFER_CURRENCIES: Type.String({ default: 'COP', description: 'comma separated ISO codes' }),
  DOCUMENT_TYPES: Type.String({
    pattern: '^[A-Z0-9_]+=(digits|alphanumeric)(,[A-Z0-9_]+=(digits|alphanumeric))*$',
    default: 'CC=digits,CE=alphanumeric,NIT=digits,TI=digits,PP=alphanumeric,PPT=alphanumeric',
    description: 'comma separated TYPE=digits or TYPE=alphanumeric',
  }),
  ACCOUNT_TYPES: Type.String({
    default: 'savings_account,checking_account,electronic_deposit',
    description: 'comma separated account types',
  }),
  BANK_LIST_MAXIMUM_AGE_SECONDS: whole(172_800, 1, 'an older bank list checks nothing'),
  BANK_LIST_REFRESH_MILLISECONDS: whole(5_000, 10, 'how often the stored bank list is read'),
  BODY_BYTES_MAX: whole(65_536, 1_024, 'largest body of one command'),
  BATCH_BODY_BYTES_MAX: whole(8_388_608, 1_024, 'largest body of a batch'),
  REQUEST_TIMEOUT_MILLISECONDS: whole(10_000, 100, 'longest time for one request'),
  API_KEY_REQUESTS_PER_SECOND: whole(
    10_000,
    1,
    'requests per second of one API key in the long run',
  ),
  API_KEY_REQUESTS_BURST: whole(20_000, 1, 'requests of one API key at once, after a pause'),
  COALESCE_WAIT_MILLISECONDS: whole(8, 0, 'longest wait of a command for others'),
  COALESCE_COMMANDS_MAX: whole(200, 1, 'most commands of one transaction'),
  COALESCE_QUEUE_COMMANDS_MAX: whole(5_000, 1, 'commands that wait; one more is answered 503'),
  COALESCE_TRANSACTIONS_MAX: whole(2, 1, 'transactions that run at once'),
  DATABASE_CONNECTIONS_MAX: whole(12, 4, 'connections of the pool'),
  STATEMENT_TIMEOUT_MILLISECONDS: whole(10_000, 100, 'a longer statement is cancelled'),
  LOCK_TIMEOUT_MILLISECONDS: whole(2_000, 10, 'longest wait for a concurrent duplicate'),
  DATA_KEY_MAXIMUM_AGE_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 3_600,
    default: 3_600,
    description: 'how long one data key seals payees',
  }),
  CONSUMER_GROUP: Type.String({
    pattern: '^[A-Za-z0-9._-]{1,200}$',
    default: 'riel-command',
    description: 'consumer group of the command topics; that of the bank list has -banks behind it',
  }),
  CONSUMER_RETRY_MILLISECONDS: whole(2_000, 10, 'pause before an unreachable Kafka is tried again'),
  CALLER_ACCOUNTS_REFRESH_MILLISECONDS: whole(
    5_000,
    10,
    'how often accounts of Kafka callers are read',
  ),
  CONSUMER_CHUNK_RECORDS_MAX: whole(500, 1, 'most Kafka commands of one transaction'),
  OUTBOX_CLAIMS_MAX: whole(2, 1, 'sends at the same time; each takes a connection'),
  OUTBOX_BATCH_RECORDS_MAX: whole(500, 1, 'most records of one send'),
  OUTBOX_POLL_MILLISECONDS: Type.Integer({
    minimum: 1,
    maximum: 25,
    default: 25,
    description: 'longest time that a record waits for a wake-up that was lost',
  }),
});

export type CommandConfiguration = Static<typeof commandSettings>;

/** Reads the settings. Throws `RIEL_CONFIGURATION` naming every variable that is wrong. */
export function readCommandConfiguration(environment: NodeJS.ProcessEnv): CommandConfiguration {
  return readConfiguration(commandSettings, environment);
}

/** What the settings say about which commands are taken. */
export function policyOf(configuration: CommandConfiguration): TransferPolicy {
  return {
    ...commonPolicyOf(configuration),
    accountTypes: commaList(configuration.ACCOUNT_TYPES),
    transferMinorUnitsMax: minorUnits(BigInt(configuration.TRANSFER_MINOR_UNITS_MAX)),
    bankListMaximumAgeMilliseconds: configuration.BANK_LIST_MAXIMUM_AGE_SECONDS * 1000,
  };
}

/** What the settings say about which collection links are taken. */
export function linkPolicyOf(configuration: CommandConfiguration): LinkPolicy {
  return {
    ...commonPolicyOf(configuration),
    linkMinorUnitsMax: minorUnits(BigInt(configuration.COLLECTION_MINOR_UNITS_MAX)),
  };
}

function commonPolicyOf(
  configuration: CommandConfiguration,
): Pick<TransferPolicy, 'currencies' | 'documentTypes'> {
  const documentTypes = commaList(configuration.DOCUMENT_TYPES).map(
    (entry) => entry.split('=') as [string, DocumentNumberForm],
  );
  return {
    currencies: commaList(configuration.TRANSFER_CURRENCIES),
    documentTypes: new Map(documentTypes),
  };
}

/** Callers whose command topics are read. Throws `RIEL_COMMAND_SETTING` for an impossible name. */
export function callersOf(configuration: CommandConfiguration): readonly Caller[] {
  return commaList(configuration.COMMAND_CALLERS).map((name) => {
    if (isCallerName(name)) return name;
    throw new CommandSettingError('COMMAND_CALLERS', 'must name callers of a-z, 0-9 and -');
  });
}
