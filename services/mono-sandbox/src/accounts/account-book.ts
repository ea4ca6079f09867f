import type { Instant } from '@riel/ids';

/** An account as the file of accounts gives it. */
export interface AccountSeed {
  readonly id: string;
  readonly name: string;
  readonly number: string;
  /** Centavos, as digits or a number. */
  readonly availableMinorUnits: string | number;
}

/** A balance and when it was read. */
export interface Reading {
  readonly available: bigint;
  readonly updatedAt: Instant;
}

export interface SandboxAccount {
  readonly id: string;
  readonly name: string;
  readonly number: string;
  readonly insertedAt: Instant;
  live: Reading;
  /** What a call without `live` is answered with; renewed at each such call unless told to be stale. */
  cached: Reading;
}

export interface AccountBook {
  get(id: string): SandboxAccount | undefined;
  all(): readonly SandboxAccount[];
  /** Adds to what is available; negative takes away. */
  move(account: SandboxAccount, difference: bigint): void;
}

export function createAccountBook(
  seeds: readonly AccountSeed[],
  stamp: () => Instant,
): AccountBook {
  const accounts = new Map(
    seeds.map(({ id, name, number, availableMinorUnits }): [string, SandboxAccount] => {
      const insertedAt = stamp();
      const reading = { available: BigInt(availableMinorUnits), updatedAt: insertedAt };
      return [id, { id, name, number, insertedAt, live: reading, cached: reading }];
    }),
  );
  return {
    get: (id) => accounts.get(id),
    all: () => [...accounts.values()],
    move(account, difference) {
      if (difference === 0n) return;
      const available = account.live.available + difference;
      account.live = { available, updatedAt: stamp() };
    },
  };
}
