import { createHttpServer, listen, type ApiKeys, type Listening } from '@riel/http';
import { now } from '@riel/runtime';
import { startAdjustmentDoor } from '../adjustments/start-adjustment-door.ts';
import { registerBatchRoutes } from '../batches/batch-routes.ts';
import { registerCancellationRoutes } from '../cancellations/cancellation-routes.ts';
import { startLinkDoor } from '../collection-links/start-link-door.ts';
import type { SharedParts } from '../shared-parts.ts';
import type { PrepareTransfer } from '../transfers/prepare-transfer.ts';
import { createTransferDoor } from '../transfers/transfer-door.ts';
import { registerTransferRoutes } from '../transfers/transfer-routes.ts';
import type { CommandApi } from './api.ts';
import { coalescingOf } from './coalescing.ts';

export interface ApiOptions extends SharedParts {
  readonly prepare: PrepareTransfer;
  readonly apiKeys: ApiKeys;
}

/** Starts the HTTP API. Stopping waits for open requests, then for the transactions behind them. */
export async function startApi(options: ApiOptions): Promise<Listening> {
  const { configuration, logger, metrics, database, codec, relay } = options;
  const sizes = metrics.histogram({
    name: 'riel_command_transaction_commands',
    help: 'Commands per transaction of the HTTP door',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
  });
  const onCommitted = (): void => relay.wake();
  const door = createTransferDoor({
    ...coalescingOf(configuration),
    database,
    onCommitted,
    limit: { callerDailyMinorUnitsMax: BigInt(configuration.CALLER_DAILY_MINOR_UNITS_MAX) },
    onTransaction: (commands) => sizes.observe(commands),
  });
  metrics.gauge({
    name: 'riel_command_waiting_commands',
    help: 'Commands that wait for a transaction',
    read: () => door.waiting,
  });
  const server = await createHttpServer({
    api: {
      title: 'Riel commands',
      version: '1',
      description: 'Asks for transfers, collection links and adjustments. It only writes.',
    },
    logger,
    metrics,
    apiKeys: options.apiKeys,
    requestLogLevel: 'debug',
    bodyLimitBytes: configuration.BODY_BYTES_MAX,
    rateLimit: {
      requestsPerSecond: configuration.API_KEY_REQUESTS_PER_SECOND,
      burst: configuration.API_KEY_REQUESTS_BURST,
    },
    requestTimeoutMilliseconds: configuration.REQUEST_TIMEOUT_MILLISECONDS,
  });
  const api: CommandApi = {
    logger,
    door,
    onCommitted,
    prepare: options.prepare,
    count: options.count,
    queryBaseUrl: configuration.QUERY_BASE_URL.replace(/\/$/, ''),
    cancellations: {
      database,
      now,
      encode: (event) => codec.encode('TransferCancellationRequested', event),
    },
  };
  registerTransferRoutes(server, api);
  registerBatchRoutes(server, api, { bodyBytesMax: configuration.BATCH_BODY_BYTES_MAX });
  registerCancellationRoutes(server, api);
  const linkDoor = startLinkDoor(server, options, api.queryBaseUrl);
  const adjustmentDoor = startAdjustmentDoor(server, options, api.queryBaseUrl);
  const listening = await listen(server, {
    host: configuration.HTTP_HOST,
    port: configuration.HTTP_PORT,
  });
  return {
    httpUrl: listening.httpUrl,
    async stop() {
      await listening.stop();
      await door.stop();
      await linkDoor.stop();
      await adjustmentDoor.stop();
    },
  };
}
