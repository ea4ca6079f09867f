import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const main = fileURLToPath(new URL('../../../deploy/cli/src/main.ts', import.meta.url));

/** Runs `riel` as a person would, against one gateway. Throws when it fails. */
export async function runRiel(
  words: readonly string[],
  gateway: { readonly url: string; readonly opsKey: string },
): Promise<void> {
  await promisify(execFile)(process.execPath, [main, ...words], {
    env: {
      PATH: process.env['PATH'] ?? '',
      RIEL_AUTHOR: 'test',
      MONO_GATEWAY_URL: gateway.url,
      RIEL_API_KEY: gateway.opsKey,
    },
  });
}
