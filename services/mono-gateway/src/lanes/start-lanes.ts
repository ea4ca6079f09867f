import type { MonoClient } from '@riel/mono-client';
import type { MonoAccountId } from '@riel/schemas';
import { startLaneKeeper, type LaneKeeper } from './lane-keeper.ts';
import type { LanePorts } from './lane-context.ts';
import { startLane } from './lane.ts';
import { takeOver } from './take-over.ts';

export interface LanesOptions {
  readonly ports: LanePorts;
  /** Makes the way to Mono of one Mono account: its own connections, its own time-outs. */
  readonly createClient: (monoAccountId: MonoAccountId) => MonoClient;
  /** Awaited before each lane is taken; throws when it cannot be known that taking it is safe. */
  readonly beforeTaking: () => Promise<void>;
  readonly lanesMax: number;
  readonly pollMilliseconds: number;
}

/** Starts to work in every lane that this instance gets. */
export function startLanes({
  ports,
  createClient,
  beforeTaking,
  ...limits
}: LanesOptions): LaneKeeper {
  const { database, logger, counters } = ports;
  return startLaneKeeper({
    ...limits,
    database,
    logger,
    begin: async (holder, abandon) => {
      const { monoAccountId } = holder;
      await beforeTaking();
      const lost = await takeOver(ports, holder);
      if (lost > 0) {
        counters.alarm('attempt-lost', lost);
        logger.warn({ monoAccountId, count: lost }, 'attempts of a former holder are looked up');
      }
      const client = createClient(monoAccountId);
      const lane = startLane({ ...ports, ...holder, client }, abandon);
      return {
        wake: () => lane.wake(),
        stop: async () => {
          await lane.stop();
          await client.close();
        },
      };
    },
  });
}
