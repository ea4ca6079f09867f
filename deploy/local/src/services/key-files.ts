import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  generateHashKey,
  generateOpeningKey,
  generateSigningKey,
  publicPart,
  writeKeyFile,
} from '@riel/sealing';
import { apiKeysFile, type Credentials } from './credentials.ts';
import { localMonoAccounts } from './mono-accounts.ts';

/** Paths of the files that services read keys from. Only their owner can read them. */
export interface KeyFiles {
  readonly apiKeys: string;
  readonly requestSigning: string;
  readonly requestVerifying: string;
  readonly payeeRecipients: string;
  readonly commandOpening: string;
  readonly gatewayOpening: string;
  readonly readerOpening: string;
  readonly idempotencyHash: string;
  readonly thirdPartyHash: string;
  readonly ledgerSigning: string;
  readonly reportSigning: string;
  readonly monoApiKeysFolder: string;
  readonly monoViewerKeysFolder: string;
  readonly monoWebhookSecretsFolder: string;
  readonly sandboxApiKeys: string;
  readonly sandboxAccounts: string;
}

/** Makes every key that the services of one run need, new for that run. */
export async function writeKeyFiles(folder: string, credentials: Credentials): Promise<KeyFiles> {
  mkdirSync(folder, { mode: 0o700 });
  const path = (name: string): string => join(folder, name);
  const createdAt = new Date().toISOString();
  const signing = generateSigningKey('local-command-signing', createdAt);
  const gateway = generateOpeningKey('local-gateway', createdAt);
  const reader = generateOpeningKey('local-reader', createdAt);
  const files = {
    requestSigning: [signing],
    requestVerifying: [publicPart(signing)],
    payeeRecipients: [publicPart(gateway), publicPart(reader)],
    commandOpening: [generateOpeningKey('local-command', createdAt)],
    gatewayOpening: [gateway],
    readerOpening: [reader],
    idempotencyHash: [generateHashKey('local-idempotency', createdAt)],
    thirdPartyHash: [generateHashKey('local-third-party', createdAt)],
    ledgerSigning: [generateSigningKey('local-ledger-signing', createdAt)],
    reportSigning: [generateSigningKey('local-report-signing', createdAt)],
  };
  await Promise.all(
    Object.entries(files).map(([name, keys]) => writeKeyFile(path(`${name}.json`), keys)),
  );
  const keyFile = (name: keyof typeof files): string => path(`${name}.json`);
  const { monoApiKey, monoWebhookSecret } = credentials;
  const monoViewerKey = credentials.monoViewerKey ?? monoApiKey;
  return {
    apiKeys: writeJson(path('apiKeys.json'), apiKeysFile(credentials)),
    requestSigning: keyFile('requestSigning'),
    requestVerifying: keyFile('requestVerifying'),
    payeeRecipients: keyFile('payeeRecipients'),
    commandOpening: keyFile('commandOpening'),
    gatewayOpening: keyFile('gatewayOpening'),
    readerOpening: keyFile('readerOpening'),
    idempotencyHash: keyFile('idempotencyHash'),
    thirdPartyHash: keyFile('thirdPartyHash'),
    ledgerSigning: keyFile('ledgerSigning'),
    reportSigning: keyFile('reportSigning'),
    monoApiKeysFolder: folderOfOne(path('mono-api-keys'), {
      id: 'local-key',
      createdAt,
      role: 'Administrator',
      key: monoApiKey,
    }),
    monoViewerKeysFolder: folderOfOne(path('mono-viewer-keys'), {
      id: 'local-viewer-key',
      createdAt,
      role: 'Viewer',
      key: monoViewerKey,
    }),
    monoWebhookSecretsFolder: folderOfOne(path('mono-webhook-secrets'), {
      id: 'local-secret',
      createdAt,
      secret: monoWebhookSecret,
    }),
    sandboxApiKeys: writeJson(path('sandbox-api-keys.json'), [
      { key: monoApiKey, role: 'Administrator' },
      ...(monoViewerKey === monoApiKey ? [] : [{ key: monoViewerKey, role: 'Viewer' }]),
    ]),
    sandboxAccounts: writeJson(path('sandbox-accounts.json'), localMonoAccounts),
  };
}

function writeJson(path: string, content: unknown): string {
  writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  return path;
}

function folderOfOne(
  folder: string,
  content: { readonly id: string; readonly createdAt: string; readonly [field: string]: string },
): string {
  mkdirSync(folder, { mode: 0o700 });
  writeJson(join(folder, `${content.id}.json`), content);
  return folder;
}
