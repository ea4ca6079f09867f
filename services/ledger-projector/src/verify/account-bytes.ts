import { ByteWriter } from '../proof/byte-writer.ts';
import type { AccountNames } from './read-links.ts';

/** An account as a link names it. */
export interface AccountBytes {
  /** Code and currency, each behind its length. */
  readonly bytes: Buffer;
  readonly code: string;
  readonly currency: string;
}

/** The accounts by their numbers. */
export const accountBytesOf = (accounts: AccountNames): ReadonlyMap<number, AccountBytes> =>
  new Map(
    [...accounts].map(([accountId, { code, currency }]) => {
      const bytes = Buffer.from(new ByteWriter().text(code).text(currency).bytes());
      return [accountId, { bytes, code, currency }];
    }),
  );
