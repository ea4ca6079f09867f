import { setTimeout } from 'node:timers/promises';
import { createHttpServer, listen, startApiKeys, type Listening } from '@riel/http';
import { now, type Parts } from '@riel/runtime';
import { limitsOf } from '../lane-ports.ts';
import type { SharedParts } from '../shared-parts.ts';
import type { AdminApi } from './admin-api.ts';
import { registerKeyRoutes } from './key-routes.ts';
import { registerPauseRoutes } from './pause-routes.ts';
import { registerSubmissionRoutes } from './submission-routes.ts';
import { registerWaitingRoutes } from './waiting-routes.ts';

const BODY_BYTES_MAX = 16_384;

/** Starts the API of operators: scope `ops`, every action with its author on record. */
export async function startAdminApi(
  shared: SharedParts,
  parts: Parts,
  onChanged: () => void,
): Promise<Listening> {
  const { configuration, logger, metrics, database, codecs } = shared;
  const apiKeys = await parts.start('API keys', () =>
    startApiKeys({
      file: configuration.API_KEYS_FILE,
      allowOpenAccess: configuration.RIEL_ENV === 'local',
      logger,
    }),
  );
  const { totalTimeoutMilliseconds } = limitsOf(configuration);
  const server = await createHttpServer({
    api: { title: 'Riel gateway to Mono', version: '1', description: 'For operators.' },
    logger,
    metrics,
    apiKeys,
    bodyLimitBytes: BODY_BYTES_MAX,
    // A revocation and a pause wait for open requests before they answer.
    requestTimeoutMilliseconds: 2 * totalTimeoutMilliseconds,
  });
  const api: AdminApi = {
    database,
    now,
    onChanged,
    totalTimeoutMilliseconds,
    wait: async (milliseconds) => await setTimeout(milliseconds),
    encode: codecs.encode,
    keys: shared.ring,
    giveUpAfterSeconds: configuration.MONO_GIVE_UP_AFTER_SECONDS,
  };
  registerSubmissionRoutes(server, api);
  registerWaitingRoutes(server, api);
  registerKeyRoutes(server, api);
  registerPauseRoutes(server, api);
  return await parts.start('HTTP', () =>
    listen(server, { host: configuration.HTTP_HOST, port: configuration.HTTP_PORT }),
  );
}
