import type { KeyFiles } from './key-files.ts';
import { localCaller } from './credentials.ts';
import type { ServiceName } from './service-names.ts';

/** What the environments of services are made from. */
export interface ServiceSurroundings {
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
  readonly keys: KeyFiles;
  /** Where Mono, or its sandbox, answers. */
  readonly monoBaseUrl: string;
  /** Where ledger-query answers; null if it does not run. */
  readonly queryBaseUrl: string | null;
}

type Settings = Readonly<Record<string, string>>;

/** The variables of one service beside the common ones and its database. */
export function serviceEnvironment(
  service: ServiceName,
  surroundings: ServiceSurroundings,
): Settings {
  const { kafkaBrokers, schemaRegistryUrl } = surroundings;
  const common: Settings =
    service === 'mono-sandbox'
      ? {}
      : { KAFKA_BROKERS: kafkaBrokers.join(), SCHEMA_REGISTRY_URL: schemaRegistryUrl };
  return { ...common, ...ownSettings[service](surroundings) };
}

const ownSettings: Readonly<Record<ServiceName, (surroundings: ServiceSurroundings) => Settings>> =
  {
    'mono-sandbox': ({ keys }) => ({
      SANDBOX_API_KEYS_FILE: keys.sandboxApiKeys,
      SANDBOX_ACCOUNTS_FILE: keys.sandboxAccounts,
    }),
    command: ({ keys, queryBaseUrl }) => ({
      API_KEYS_FILE: keys.apiKeys,
      QUERY_BASE_URL: queryBaseUrl ?? '',
      REQUEST_SIGNING_KEY_FILE: keys.requestSigning,
      PAYEE_RECIPIENTS_FILE: keys.payeeRecipients,
      COMMAND_OPENING_KEYS_FILE: keys.commandOpening,
      COMMAND_CALLERS: localCaller,
      COMMAND_TOPICS_ALLOW_PLAIN: 'true',
      IDEMPOTENCY_HASH_KEY_FILE: keys.idempotencyHash,
      THIRD_PARTY_HASH_KEY_FILE: keys.thirdPartyHash,
    }),
    'mono-gateway': ({ keys, monoBaseUrl }) => ({
      MONO_BASE_URL: monoBaseUrl,
      API_KEYS_FILE: keys.apiKeys,
      REQUEST_VERIFYING_KEYS_FILE: keys.requestVerifying,
      PAYEE_OPENING_KEYS_FILE: keys.gatewayOpening,
      PAYEE_RECIPIENTS_FILE: keys.payeeRecipients,
      THIRD_PARTY_HASH_KEY_FILE: keys.thirdPartyHash,
      MONO_API_KEYS_DIRECTORY: keys.monoApiKeysFolder,
    }),
    webhook: ({ keys, monoBaseUrl }) => ({
      MONO_BASE_URL: monoBaseUrl,
      API_KEYS_FILE: keys.apiKeys,
      MONO_WEBHOOK_SECRETS_DIRECTORY: keys.monoWebhookSecretsFolder,
      MONO_API_KEYS_DIRECTORY: keys.monoApiKeysFolder,
      PAYEE_RECIPIENTS_FILE: keys.payeeRecipients,
      THIRD_PARTY_HASH_KEY_FILE: keys.thirdPartyHash,
    }),
    'ledger-projector': ({ keys }) => ({
      API_KEYS_FILE: keys.apiKeys,
      LEDGER_SIGNING_KEY_FILE: keys.ledgerSigning,
    }),
    'ledger-query': ({ keys }) => ({
      API_KEYS_FILE: keys.apiKeys,
      PAYEE_OPENING_KEYS_FILE: keys.readerOpening,
    }),
    reconciliation: ({ keys, monoBaseUrl }) => ({
      MONO_BASE_URL: monoBaseUrl,
      API_KEYS_FILE: keys.apiKeys,
      MONO_API_KEYS_DIRECTORY: keys.monoViewerKeysFolder,
      PAYEE_RECIPIENTS_FILE: keys.payeeRecipients,
      THIRD_PARTY_HASH_KEY_FILE: keys.thirdPartyHash,
      REPORT_SIGNING_KEY_FILE: keys.reportSigning,
      // The sandbox tells at once, so a second is quiet enough.
      QUIET_SECONDS: '1',
      RUN_POLL_MILLISECONDS: '100',
    }),
  };
