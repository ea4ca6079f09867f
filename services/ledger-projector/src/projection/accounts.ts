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
    return {
      idOf: (name) => {
        const key = accountKey(name);
        const id = added.get(key) ?? this.#ids.get(key);
        if (id === undefined) {
          throw new TypeError(`account ${name.account} in ${name.currency} was not resolved`);
        }
        return id;
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
