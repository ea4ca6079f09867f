import { timingSafeEqual, createHash } from 'node:crypto';
import { problem } from './mono-error.ts';

/** Roles of Mono's API keys, as its transfer endpoints name them. */
export type Role = 'Administrator' | 'Preparer' | 'Viewer';
export const roles: readonly Role[] = ['Administrator', 'Preparer', 'Viewer'];

export interface ApiKey {
  readonly key: string;
  readonly role: Role;
}

/** What the state shows of a key: never the key. */
export interface ApiKeyUse {
  readonly index: number;
  readonly role: Role;
  readonly requests: number;
}

interface KeptKey {
  readonly role: Role;
  readonly digest: Buffer;
  requests: number;
}

export interface ApiKeys {
  replace(keys: readonly ApiKey[]): void;
  /** Throws 401 for a missing, malformed or revoked key, 403 for a role that may not. */
  require(authorization: string | undefined, allowed: readonly Role[]): void;
  uses(): readonly ApiKeyUse[];
  /** Requests with a key that is not among the present ones. */
  refused(): number;
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

export function createApiKeys(initial: readonly ApiKey[]): ApiKeys {
  let kept: readonly KeptKey[] = [];
  let refused = 0;
  const replace = (keys: readonly ApiKey[]): void => {
    kept = keys.map(({ key, role }) => ({ role, digest: digestOf(key), requests: 0 }));
  };
  const find = (authorization: string | undefined): KeptKey | undefined => {
    const match = /^Bearer (\S+)$/.exec(authorization ?? '');
    if (match === null) return undefined;
    const digest = digestOf(match[1] ?? '');
    return kept.find((one) => timingSafeEqual(one.digest, digest));
  };
  replace(initial);
  return {
    replace,
    require(authorization, allowed) {
      const key = find(authorization);
      if (key === undefined) {
        refused += 1;
        throw problem(401, 'missing_authorization_header', 'The API key is missing or not valid.');
      }
      key.requests += 1;
      if (!allowed.includes(key.role)) {
        throw problem(403, 'not_authorized', 'The API key may not do this.');
      }
    },
    uses: () => kept.map(({ role, requests }, index) => ({ index, role, requests })),
    refused: () => refused,
  };
}
