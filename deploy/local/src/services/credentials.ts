import { createHash, randomBytes } from 'node:crypto';
import type { Caller } from '@riel/schemas';

/** What clients of a local stack need to be let in. */
export interface Credentials {
  /** Bearer key of the caller `demo` at Riel's services, with every scope. */
  readonly apiKey: string;
  /** Bearer key at Mono, with every right. */
  readonly monoApiKey: string;
  /** Bearer key at Mono that can only read; the key with every right where there is none. */
  readonly monoViewerKey?: string;
  /** Signs Mono's webhooks. */
  readonly monoWebhookSecret: string;
}

/** Caller of the local stack: the one of its API key, and of the topic `riel.transfer-commands.demo.v1`. */
export const localCaller = 'demo' as Caller;

/**
 * New credentials; those of another Mono are taken from MONO_API_KEY and MONO_WEBHOOK_SECRET if it
 * takes the sandbox's place.
 */
export function createCredentials(
  environment: Readonly<Record<string, string | undefined>>,
): Credentials {
  const given = environment['MONO_API_KEY'];
  return {
    apiKey: `riel_${randomBytes(24).toString('base64url')}`,
    monoApiKey: given ?? `mono_${randomBytes(24).toString('base64url')}`,
    monoViewerKey:
      environment['MONO_VIEWER_API_KEY'] ??
      given ??
      `mono_viewer_${randomBytes(24).toString('base64url')}`,
    monoWebhookSecret:
      environment['MONO_WEBHOOK_SECRET'] ?? `whsec_${randomBytes(24).toString('base64url')}`,
  };
}

/** Content of API_KEYS_FILE: the key's hash, never the key. */
export function apiKeysFile({ apiKey }: Credentials): unknown {
  return [
    {
      id: 'local-stack',
      sha256: createHash('sha256').update(apiKey).digest('hex'),
      caller: localCaller,
      scopes: [
        'transfers:write',
        'transfers:read',
        'ledger:read',
        'ledger:adjust',
        'payees:read',
        'ops',
      ],
      monoAccounts: ['*'],
    },
  ];
}
