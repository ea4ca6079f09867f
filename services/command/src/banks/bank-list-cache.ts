import type { Logger, Started } from '@riel/runtime';
import type { BankList } from './bank-list.ts';

/** The bank list in memory, as old as one refresh at most. */
export interface BankListCache extends Started {
  current(): BankList | null;
  /** Reads the list now. A failure keeps the one before: payments do not wait for it. */
  refresh(): Promise<void>;
}

export interface BankListCacheOptions {
  readonly load: () => Promise<BankList | null>;
  readonly refreshMilliseconds: number;
  readonly logger: Logger;
}

/** Starts the cache and reads the list for the first time. */
export async function startBankListCache(options: BankListCacheOptions): Promise<BankListCache> {
  let list: BankList | null = null;
  const refresh = async (): Promise<void> => {
    try {
      list = await options.load();
    } catch (error) {
      options.logger.warn({ error }, 'the bank list could not be read');
    }
  };
  await refresh();
  const timer = setInterval(() => void refresh(), options.refreshMilliseconds);
  return {
    current: () => list,
    refresh,
    stop: async () => clearInterval(timer),
  };
}
