/** Keys of the server's API, and how often each was used. */
export interface HttpKeys {
  /** Counts a request, and says whether its key may be used. */
  admit(authorization: string | undefined): boolean;
  add(id: string, secret: string): void;
  /** It is refused from now on, and still counted. */
  revoke(id: string): void;
  requestsOf(id: string): number;
}

interface HeldKey {
  readonly id: string;
  isValid: boolean;
  requests: number;
}

/** Makes them; none at first. */
export function createHttpKeys(): HttpKeys {
  const bySecret = new Map<string, HeldKey>();
  const byId = (id: string): HeldKey | undefined =>
    [...bySecret.values()].find((key) => key.id === id);
  return {
    admit: (authorization = '') => {
      const key = bySecret.get(authorization.replace(/^Bearer /, ''));
      if (key === undefined) return false;
      key.requests += 1;
      return key.isValid;
    },
    add: (id, secret) => void bySecret.set(secret, { id, isValid: true, requests: 0 }),
    revoke: (id) => {
      const key = byId(id);
      if (key !== undefined) key.isValid = false;
    },
    requestsOf: (id) => byId(id)?.requests ?? 0,
  };
}
