import { Type, type Static } from 'typebox';
import { commonSettings, httpSettings } from '@riel/runtime';

/** Settings of the read side. */
export const settings = Type.Object({
  ...commonSettings,
  ...httpSettings,
  DATABASE_URL: Type.String({ description: 'PostgreSQL address of a member of riel_query' }),
  POOL_CONNECTIONS_MAX: Type.Integer({
    minimum: 1,
    maximum: 200,
    default: 10,
    description: 'most connections to the database',
  }),
  STATEMENT_TIMEOUT_MILLISECONDS: Type.Integer({
    minimum: 100,
    maximum: 600_000,
    default: 30_000,
    description: 'longest time that one query may take',
  }),
  EXPORTS_CONCURRENT_MAX: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: 2,
    description: 'exports at once; each holds a connection, one more is answered 503',
  }),
  BODY_BYTES_MAX: Type.Integer({
    minimum: 1,
    maximum: 1_048_576,
    default: 16_384,
    description: 'longest request body; the read side takes none to speak of',
  }),
  NOT_YET_VISIBLE_RETRY_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 3_600,
    default: 1,
    description: 'Retry-After for a transfer that the ledger has not seen yet',
  }),
});

export type Settings = Static<typeof settings>;
