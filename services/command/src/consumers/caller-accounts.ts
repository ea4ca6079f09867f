import { loadApiKeys } from '@riel/http';
import type { Logger, Started } from '@riel/runtime';
import type { Caller, MonoAccountId } from '@riel/schemas';

/** Which Mono accounts a caller may name in its Kafka commands. */
export interface CallerAccounts extends Started {
  mayUse(caller: Caller, monoAccountId: MonoAccountId): boolean;
}

export interface CallerAccountsOptions {
  /** API_KEYS_FILE; without it (a developer's machine) every account may be named. */
  readonly file: string | undefined;
  readonly refreshMilliseconds: number;
  readonly logger: Logger;
}

/**
 * A command topic carries no API key: its caller may use the Mono accounts that its keys with the scope
 * transfers:write are bound to. Follows the file, so that an account taken away over HTTP is gone here too.
 */
export async function startCallerAccounts(options: CallerAccountsOptions): Promise<CallerAccounts> {
  const { file, logger } = options;
  if (file === undefined) return { mayUse: () => true, stop: async () => {} };
  let accounts = await load(file);
  const refresh = async (): Promise<void> => {
    try {
      accounts = await load(file);
    } catch (error) {
      logger.error({ error }, 'accounts of callers could not be read anew, the old ones stay');
    }
  };
  const timer = setInterval(() => void refresh(), options.refreshMilliseconds);
  return {
    mayUse: (caller, monoAccountId) => {
      const allowed = accounts.get(caller);
      return allowed === 'all' || (allowed?.has(monoAccountId) ?? false);
    },
    stop: async () => clearInterval(timer),
  };
}

type Accounts = ReadonlyMap<Caller, ReadonlySet<MonoAccountId> | 'all'>;

async function load(file: string): Promise<Accounts> {
  const accounts = new Map<Caller, Set<MonoAccountId> | 'all'>();
  for (const { principal } of await loadApiKeys(file)) {
    if (!principal.scopes.has('transfers:write')) continue;
    const before = accounts.get(principal.caller) ?? new Set<MonoAccountId>();
    const isAll = before === 'all' || principal.monoAccounts === 'all';
    accounts.set(principal.caller, isAll ? 'all' : before.union(principal.monoAccounts));
  }
  return accounts;
}
