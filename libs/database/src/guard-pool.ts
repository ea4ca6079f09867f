import type { Socket } from 'node:net';
import { readBigints } from './type-parsers.ts';
import type { TypeParsers } from './type-parsers.ts';

/** The part of `pg`'s pool that is used here; the driver comes with the ORM, untyped. */
export interface GuardedPool {
  readonly options: { readonly types?: TypeParsers };
  on(event: 'connect', listener: (client: GuardedClient) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

interface GuardedClient {
  /** False while a statement is at the server. */
  readonly readyForQuery?: boolean;
  readonly connection?: { readonly stream?: Socket };
  on(event: 'error', listener: (error: Error) => void): unknown;
}

interface Guards {
  /** A connection that owes an answer and is silent for so long is cut; 0 is never. */
  readonly silenceMilliseconds: number;
  readonly onConnectionLost?: ((error: Error) => void) | undefined;
}

/**
 * Makes a lost connection an error of the statement in flight and of nothing else: an `error` event
 * without a listener would end the process. Also cuts connections whose server has vanished without
 * a word (a pulled cable sends no reset, and TCP alone would wait for a quarter of an hour): the
 * server's own statement time-out cannot reach us then.
 */
export const guardPool = (
  pool: GuardedPool,
  { silenceMilliseconds, onConnectionLost }: Guards,
): void => {
  const lost = onConnectionLost ?? ((): void => {});
  pool.on('error', lost);
  pool.on('connect', (client) => {
    client.on('error', lost);
    const stream = client.connection?.stream;
    if (silenceMilliseconds > 0 && stream !== undefined) {
      stream.setTimeout(silenceMilliseconds, () => {
        if (client.readyForQuery !== true) {
          stream.destroy();
        }
      });
    }
  });
  if (pool.options.types === undefined) {
    throw new TypeError('The driver has changed shape: its pool has no type parsers');
  }
  readBigints(pool.options.types);
};
