import {
  createLogger,
  createMetrics,
  createParts,
  readConfiguration,
  startAdminServer,
  type RunningService,
} from '@riel/runtime';
import { Type } from 'typebox';
import { roles } from './api/api-keys.ts';
import { createServer } from './api/server.ts';
import { createWorld } from './create-world.ts';
import { SandboxError } from './errors.ts';
import { readJsonFile } from './read-json-file.ts';
import { settingsSchema, type Settings } from './settings.ts';
import { createWebhookTransport } from './webhooks/webhook-transport.ts';

const text = Type.String({ minLength: 1 });
const keysFile = Type.Array(Type.Object({ key: text, role: Type.Enum([...roles]) }));
const endpointsFile = Type.Array(Type.Object({ url: text, secret: text }));
const accountsFile = Type.Array(
  Type.Object({
    id: text,
    name: text,
    number: text,
    availableMinorUnits: Type.Union([Type.Integer(), Type.String({ pattern: '^-?[0-9]{1,16}$' })]),
  }),
);

async function readFiles(settings: Settings) {
  const { SANDBOX_API_KEYS_FILE, SANDBOX_ACCOUNTS_FILE, SANDBOX_WEBHOOK_ENDPOINTS_FILE } = settings;
  const [apiKeys, accounts, endpoints] = await Promise.all([
    readJsonFile(SANDBOX_API_KEYS_FILE, 'SANDBOX_API_KEYS_FILE', keysFile),
    readJsonFile(SANDBOX_ACCOUNTS_FILE, 'SANDBOX_ACCOUNTS_FILE', accountsFile),
    SANDBOX_WEBHOOK_ENDPOINTS_FILE === undefined
      ? []
      : readJsonFile(
          SANDBOX_WEBHOOK_ENDPOINTS_FILE,
          'SANDBOX_WEBHOOK_ENDPOINTS_FILE',
          endpointsFile,
        ),
  ]);
  return { apiKeys, accounts, endpoints };
}

/**
 * Starts the stand-in for Mono's API. Throws RIEL_SANDBOX_IN_PRODUCTION unless RIEL_ENV is `local`,
 * RIEL_CONFIGURATION or RIEL_SANDBOX_FILE_INVALID if it cannot start as configured.
 */
export async function start(environment: NodeJS.ProcessEnv): Promise<RunningService> {
  const settings = readConfiguration(settingsSchema, environment);
  if (settings.RIEL_ENV !== 'local') {
    throw new SandboxError(
      'RIEL_SANDBOX_IN_PRODUCTION',
      'the sandbox runs only with RIEL_ENV=local',
    );
  }
  const logger = createLogger({ service: 'mono-sandbox', level: settings.LOG_LEVEL });
  const files = await readFiles(settings);
  const parts = createParts();
  const transport = createWebhookTransport({
    timeoutMilliseconds: settings.SANDBOX_WEBHOOK_TIMEOUT_MILLISECONDS,
    connectionsMax: settings.SANDBOX_WEBHOOK_CONCURRENCY,
  });
  parts.add('webhook transport', () => transport.close());
  const world = createWorld({ settings, transport, ...files });
  parts.add('clock', async () => world.clock.stop());
  const { httpUrl } = await parts.start('server', async () => {
    const server = await createServer(world, logger);
    const url = await server.listen({ host: settings.HTTP_HOST, port: settings.HTTP_PORT });
    return { httpUrl: url, stop: () => server.close() };
  });
  const admin = await parts.start('admin server', () =>
    startAdminServer({
      host: settings.HTTP_HOST,
      port: settings.ADMIN_PORT,
      metrics: createMetrics('mono-sandbox'),
      logger,
      isReady: () => true,
    }),
  );
  return { httpUrl, adminUrl: admin.adminUrl, stop: () => parts.stop() };
}
