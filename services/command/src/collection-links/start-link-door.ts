import type { HttpServer } from '@riel/http';
import { now, type Started } from '@riel/runtime';
import { linkPolicyOf } from '../configuration.ts';
import { coalescingOf } from '../http/coalescing.ts';
import { createOnceDoor } from '../once/once-door.ts';
import type { SharedParts } from '../shared-parts.ts';
import { linkForm } from './canonical-link.ts';
import { registerLinkRoutes } from './link-routes.ts';
import { linkStore } from './link-store.ts';
import { createLinkPreparer } from './prepare-link.ts';
import type { LinkAnswer, PreparedLink } from './prepared-link.ts';

/** Registers the routes of collection links and gives the door behind them, to be stopped after them. */
export function startLinkDoor(
  server: HttpServer,
  shared: SharedParts,
  queryBaseUrl: string,
): Started {
  const { configuration, keys, codec, relay, database, logger, count } = shared;
  const door = createOnceDoor<PreparedLink, LinkAnswer>({
    ...coalescingOf(configuration),
    database,
    store: linkStore,
    onCommitted: () => relay.wake(),
  });
  const prepare = createLinkPreparer({
    policy: linkPolicyOf(configuration),
    hasher: keys.hasherFor(linkForm),
    now,
    seal: async (collectionLinkId, plaintext) => {
      await keys.sealer.prepare();
      const place = { transferId: collectionLinkId, eventName: 'CollectionLinkRequested' };
      return keys.sealer.seal({ ...place, plaintext });
    },
    encode: (event) => codec.encode('CollectionLinkRequested', event),
  });
  registerLinkRoutes(server, { logger, prepare, door, count, queryBaseUrl });
  return door;
}
