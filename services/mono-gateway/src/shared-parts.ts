import type { Database } from '@riel/database';
import type { Kafka } from '@riel/kafka';
import type { DatedApiKey } from '@riel/mono-client';
import type { Relay } from '@riel/outbox';
import type { Logger, Metrics } from '@riel/runtime';
import type { GatewayConfiguration } from './configuration.ts';
import type { GatewayCounters } from './gateway-metrics.ts';
import type { KeyRings } from './key-rings.ts';
import type { KeyDesk } from './keys/key-desk.ts';
import type { openCodecs } from './open-kafka.ts';

/** What the parts of a running gateway share. */
export interface SharedParts {
  readonly configuration: GatewayConfiguration;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly database: Database;
  readonly kafka: Kafka;
  readonly relay: Relay;
  readonly counters: GatewayCounters;
  readonly keyRings: KeyRings;
  readonly keys: KeyDesk;
  /** What the files of keys hold now. */
  readonly ring: () => readonly DatedApiKey[];
  readonly codecs: Awaited<ReturnType<typeof openCodecs>>;
}
