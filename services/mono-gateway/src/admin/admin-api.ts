import type { Database } from '@riel/database';
import type { DatedApiKey } from '@riel/mono-client';
import type { Instant } from '@riel/schemas';
import type { EncodeEvent } from '../events/gateway-events.ts';

/** What the admin API works with. */
export interface AdminApi {
  readonly database: Database;
  readonly now: () => Instant;
  readonly encode: EncodeEvent;
  readonly giveUpAfterSeconds: number;
  /** Longest that a request to Mono can be under way. */
  readonly totalTimeoutMilliseconds: number;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly keys: () => readonly DatedApiKey[];
  /** Told when something may be due now. */
  readonly onChanged: () => void;
}
