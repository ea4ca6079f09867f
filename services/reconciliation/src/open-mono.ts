import {
  createMonoClient,
  readApiKeyFile,
  type DatedApiKey,
  type MonoReader,
} from '@riel/mono-client';
import { startFileRing, type Logger, type Parts } from '@riel/runtime';
import type { ReconciliationConfiguration } from './configuration.ts';
import type { ApiKeyRing } from './mono/ask.ts';

/** The weakest key that can read is the right one to read with. */
export function readingKeysOf(keys: readonly DatedApiKey[]): readonly DatedApiKey[] {
  const viewers = keys.filter((key) => key.role === 'Viewer');
  return [...viewers, ...keys.filter((key) => key.role !== 'Viewer')];
}

/** Opens the way to Mono, for reading alone. */
export async function openMono(
  configuration: ReconciliationConfiguration,
  logger: Logger,
  parts: Parts,
): Promise<{ readonly reader: MonoReader; readonly apiKeys: ApiKeyRing }> {
  const reader = createMonoClient({ baseUrl: configuration.MONO_BASE_URL });
  parts.add('Mono client', () => reader.close());
  const ring = await parts.start('API keys of Mono', () =>
    startFileRing({
      setting: 'MONO_API_KEYS_DIRECTORY',
      folder: configuration.MONO_API_KEYS_DIRECTORY,
      logger,
      read: readApiKeyFile,
      createdAt: (key) => key.createdAt,
    }),
  );
  const apiKeys: ApiKeyRing = () => readingKeysOf(ring.current());
  if (!ring.current().some((key) => key.role === 'Viewer')) {
    logger.warn(
      { setting: 'MONO_API_KEYS_DIRECTORY' },
      'no key is a Viewer key, which would be enough',
    );
  }
  return { reader, apiKeys };
}
