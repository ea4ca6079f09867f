import { createHttpServer, listen, startApiKeys } from '@riel/http';
import type { Listening } from '@riel/http';
import type { Logger, Metrics, Parts } from '@riel/runtime';
import type { Settings } from '../settings.ts';
import type { AdminOptions } from './admin-options.ts';
import { addTableRoutes } from './table-routes.ts';

export interface AdminApiOptions extends AdminOptions {
  readonly setting: Settings;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly parts: Parts;
}

/**
 * Starts the API of operators: tables and periods. It is apart from health and metrics, because it
 * wants keys with the scope `ops`.
 */
export const startAdminApi = async (options: AdminApiOptions): Promise<Listening> => {
  const { setting, logger, metrics, parts } = options;
  const apiKeys = await parts.start('API keys', () =>
    startApiKeys({
      file: setting.API_KEYS_FILE,
      allowOpenAccess: setting.RIEL_ENV === 'local',
      logger,
    }),
  );
  const server = await createHttpServer({
    api: { title: 'Riel ledger administration', version: '1' },
    logger,
    metrics,
    apiKeys,
    bodyLimitBytes: setting.ADMIN_BODY_BYTES_MAX,
  });
  addTableRoutes(server, options);
  return parts.start('admin API', () =>
    listen(server, { host: setting.HTTP_HOST, port: setting.HTTP_PORT }),
  );
};
