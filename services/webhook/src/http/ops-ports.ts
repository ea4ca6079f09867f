import type { HttpServer } from '@riel/http';
import { principalOf } from '@riel/http';
import type { Logger } from '@riel/runtime';
import type { ReplayPorts } from '../evidence/replay-original.ts';
import type { SecretRing } from '../secrets/secret-ring.ts';

/** What the routes of operators need. */
export interface OpsPorts extends ReplayPorts {
  readonly logger: Logger;
  readonly ring: SecretRing;
}

type Request = Parameters<typeof principalOf>[0];

/** Who asks, as it is recorded. */
export function actorOf(request: Request): { readonly caller: string; readonly keyId: string } {
  const { caller, keyId } = principalOf(request);
  return { caller, keyId };
}

export type { HttpServer };
