import { ByteWriter } from '../proof/byte-writer.ts';
import type { AccountNames } from './read-links.ts';

/** An account as a link names it. */
export interface AccountBytes {
  /** Code and currency, each behind its length. */
  readonly bytes: Buffer;
  readonly currency: string;
  /** Code and currency in one text. */
  readonly name: string;
}

/** The accounts by their numbers. */
export const accountBytesOf = (accounts: AccountNames): ReadonlyMap<number, AccountBytes> =>
  new Map(
    [...accounts].map(([accountId, { code, currency }]) => {
      const bytes = Buffer.from(new ByteWriter().text(code).text(currency).bytes());
      return [accountId, { bytes, currency, name: `${code} ${currency}` }];
    }),
  );
