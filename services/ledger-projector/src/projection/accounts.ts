/** Code and currency name an account. */
export interface AccountName {
  readonly account: string;
  readonly currency: string;
}

/** Numbers of accounts in the database. */
export interface AccountIds {
  /** Throws for an account that was not resolved before: a bug. */
  idOf(name: AccountName): number;
}

/** Key of an account in a map. Neither part can hold a space: codes are words with colons. */
export const accountKey = ({ account, currency }: AccountName): string => `${currency} ${account}`;

/**
 * Numbers that were committed. They never change and no account is ever deleted, so what is known
 * once is known for the life of the process; numbers of a transaction that failed never get here.
 */
export class AccountDirectory {
  readonly #ids = new Map<string, number>();

  /** The accounts among these that are not known yet, each once, in the order of their names. */
  unknownOf(names: Iterable<AccountName>): AccountName[] {
    const unknown = new Map<string, AccountName>();
    for (const name of names) {
      const key = accountKey(name);
      if (!this.#ids.has(key)) {
        unknown.set(key, name);
      }
    }
    return [...unknown.entries()]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([, name]) => name);
  }

  /** The known numbers together with those of the running transaction. */
  with(added: ReadonlyMap<string, number>): AccountIds {
    // A chunk names few currencies and each account many times: no key is made for most of them.
    const byCurrency = new Map<string, Map<string, number>>();
    const resolve = (name: AccountName, ids: Map<string, number>): number => {
      const key = accountKey(name);
      const id = added.get(key) ?? this.#ids.get(key);
      if (id === undefined) {
        throw new TypeError(`account ${name.account} in ${name.currency} was not resolved`);
      }
      ids.set(name.account, id);
      return id;
    };
    return {
      idOf: (name) => {
        let ids = byCurrency.get(name.currency);
        if (ids === undefined) {
          ids = new Map();
          byCurrency.set(name.currency, ids);
        }
        return ids.get(name.account) ?? resolve(name, ids);
      },
    };
  }

  /** Called after the commit of the transaction that resolved them. */
  learn(added: ReadonlyMap<string, number>): void {
    for (const [key, id] of added) {
      this.#ids.set(key, id);
    }
  }
}
