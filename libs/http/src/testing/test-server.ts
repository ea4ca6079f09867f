import { hash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, createMetrics, type Logger, type Metrics } from '@riel/runtime';
import { type ApiKeys, startApiKeys } from '../api-keys.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../http-server.ts';

/** A key that may write transfers of one Mono account. */
export const SHOP_KEY = 'shop-key-0123456789';
export const shopEntry = {
  id: 'shop-1',
  sha256: hash('sha256', SHOP_KEY),
  caller: 'shop',
  scopes: ['transfers:write'],
  monoAccounts: ['acc_1'],
};

/** Vitest's `onTestFinished`. */
export type CleanUp = (work: () => Promise<void>) => void;

/** A folder that is gone after the test. */
export async function temporaryFolder(cleanUp: CleanUp): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'riel-http-'));
  cleanUp(async () => await rm(folder, { recursive: true }));
  return folder;
}

/** Path of a key file with this content. */
export async function keyFile(cleanUp: CleanUp, content: unknown): Promise<string> {
  const path = join(await temporaryFolder(cleanUp), 'api-keys.json');
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

export interface Recorded {
  readonly logger: Logger;
  readonly lines: readonly string[];
}

/** A logger that keeps its lines. */
export function recordedLogger(): Recorded {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  return { logger: createLogger({ service: 'test', level: 'debug', destination }), lines };
}

export interface TestServer extends Recorded {
  readonly server: HttpServer;
  readonly apiKeys: ApiKeys;
  readonly metrics: Metrics;
}

/** A server with one API key, closed after the test. */
export async function testServer(
  cleanUp: CleanUp,
  options: Partial<HttpServerOptions> = {},
): Promise<TestServer> {
  const { logger, lines } = recordedLogger();
  const metrics = createMetrics('test');
  const file = await keyFile(cleanUp, [shopEntry]);
  const apiKeys = await startApiKeys({ file, allowOpenAccess: false, logger });
  const server = await createHttpServer({
    api: { title: 'Test', version: '1.0.0' },
    logger,
    metrics,
    bodyLimitBytes: 1_000,
    apiKeys,
    ...options,
  });
  cleanUp(async () => {
    await server.close();
    await apiKeys.stop();
  });
  return { server, apiKeys, metrics, logger, lines };
}
