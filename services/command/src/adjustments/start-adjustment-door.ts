import type { HttpServer } from '@riel/http';
import { commaList, now, type Started } from '@riel/runtime';
import { coalescingOf } from '../http/coalescing.ts';
import { loadLedgerInForce } from '../ledger-markers/ledger-marker-store.ts';
import { createOnceDoor } from '../once/once-door.ts';
import type { SharedParts } from '../shared-parts.ts';
import { registerAdjustmentRoutes } from './adjustment-routes.ts';
import { adjustmentStore } from './adjustment-store.ts';
import { adjustmentForm } from './canonical-adjustment.ts';
import { createAdjustmentPreparer } from './prepare-adjustment.ts';
import type { AdjustmentAnswer, PreparedAdjustment } from './prepared-adjustment.ts';

/** Registers the route of adjustments and gives the door behind it, to be stopped after it. */
export function startAdjustmentDoor(
  server: HttpServer,
  shared: SharedParts,
  queryBaseUrl: string,
): Started {
  const { configuration, keys, codec, relay, database, logger, count } = shared;
  const door = createOnceDoor<PreparedAdjustment, AdjustmentAnswer>({
    ...coalescingOf(configuration),
    database,
    store: adjustmentStore,
    onCommitted: () => relay.wake(),
  });
  const prepare = createAdjustmentPreparer({
    currencies: commaList(configuration.TRANSFER_CURRENCIES),
    hasher: keys.hasherFor(adjustmentForm),
    now,
    encode: (event) => codec.encode('AdjustmentRequested', event),
  });
  const inForce = () => loadLedgerInForce(database.kysely);
  registerAdjustmentRoutes(server, { logger, prepare, door, count, inForce, queryBaseUrl });
  return door;
}
