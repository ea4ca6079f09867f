import { setTimeout as wait } from 'node:timers/promises';
import type { Instant } from '@riel/schemas';
import type { RealStack } from './real-stack.ts';
import type { Requested } from './rest.ts';

const MICROSECONDS = 1_000;
const MILLISECONDS_PER_SECOND = 1_000;
const PIECE_MILLISECONDS = 25;

/** Where requests come from and go to. */
export interface RequestsWish {
  /** Tells the requests of one caller of this function from those of all others. */
  readonly name: string;
  readonly monoAccountIds: readonly string[];
}

/** Writes a number of requests to the log, spread over the Mono accounts. */
export async function requestSome(
  { log, requests }: RealStack,
  { name, monoAccountIds, count, from = 0 }: RequestsWish & { count: number; from?: number },
): Promise<readonly Requested[]> {
  const values = Array.from({ length: count }, (_, index) =>
    requests.request({
      idempotencyKey: `${name}-${from + index}`,
      at: (Date.now() * MICROSECONDS) as Instant,
      monoAccountId: monoAccountIds[(from + index) % monoAccountIds.length] ?? 'acc_none',
    }),
  );
  await log.produce(values.map((value) => ({ name: 'TransferRequested', value })));
  return values.map(({ transferId }) => ({ transferId, isForged: false }));
}

/** Writes requests at a steady pace until it is told to stop; then answers with all of them. */
export function requestSteadily(
  stack: RealStack,
  wish: RequestsWish & { readonly perSecond: number },
): { readonly stop: () => Promise<readonly Requested[]> } {
  const requested: Requested[] = [];
  const startedAt = performance.now();
  const stopping = new AbortController();
  const going = (async () => {
    while (!stopping.signal.aborted) {
      const seconds = (performance.now() - startedAt) / MILLISECONDS_PER_SECOND;
      const from = requested.length;
      const count = Math.floor(seconds * wish.perSecond) - from;
      if (count > 0) requested.push(...(await requestSome(stack, { ...wish, count, from })));
      await wait(PIECE_MILLISECONDS);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await going;
      return requested;
    },
  };
}
