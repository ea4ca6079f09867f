import type { HttpServer } from '@riel/http';
import { principalOf } from '@riel/http';
import { Type } from 'typebox';
import type { Logger } from '@riel/runtime';
import type { ReplayPorts } from '../evidence/replay-original.ts';
import type { SecretRing } from '../secrets/secret-ring.ts';

/** What the routes of operators need. */
export interface OpsPorts extends ReplayPorts {
  readonly logger: Logger;
  readonly ring: SecretRing;
}

type Request = Parameters<typeof principalOf>[0];

/** Who asks, as it is recorded: the key's owner, and the person whom he names. */
export interface Actor {
  readonly caller: string;
  readonly keyId: string;
  readonly author: string | null;
}

/** Who asks. */
export function actorOf(request: Request, author: string | undefined): Actor {
  const { caller, keyId } = principalOf(request);
  return { caller, keyId, author: author ?? null };
}

/** Schema of a person's name. */
export const authorSchema = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }));

export type { HttpServer };
