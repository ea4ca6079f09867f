import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  generateHashKey,
  generateOpeningKey,
  generateSigningKey,
  publicPart,
  writeKeyFile,
} from '@riel/sealing';

/** The files that a reconciliation service of a test reads, and the settings that name them. */
export interface ReconciliationFiles {
  readonly environment: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Makes keys, and a Viewer key of Mono's API. */
export async function createReconciliationFiles(monoKey: string): Promise<ReconciliationFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'riel-reconciliation-'));
  const path = (name: string): string => join(folder, name);
  await writeKeyFile(path('recipients.json'), [publicPart(generateOpeningKey('reader-1'))]);
  await writeKeyFile(path('third-party.json'), [generateHashKey('third-party-1')]);
  await writeKeyFile(path('report.json'), [generateSigningKey('report-1')]);
  await mkdir(path('api-keys'));
  const key = { id: 'viewer-1', createdAt: '2026-01-01T00:00:00Z', role: 'Viewer', key: monoKey };
  await writeFile(path('api-keys/viewer-1.json'), JSON.stringify(key));
  return {
    environment: {
      RIEL_ENV: 'local',
      LOG_LEVEL: 'warn',
      MONO_API_KEYS_DIRECTORY: path('api-keys'),
      PAYEE_RECIPIENTS_FILE: path('recipients.json'),
      THIRD_PARTY_HASH_KEY_FILE: path('third-party.json'),
      REPORT_SIGNING_KEY_FILE: path('report.json'),
      QUIET_SECONDS: '0',
      RUN_POLL_MILLISECONDS: '50',
      DAILY_RUN: 'false',
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
