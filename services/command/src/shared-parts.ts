import type { Codec } from '@riel/avro';
import type { Database } from '@riel/database';
import type { Kafka } from '@riel/kafka';
import type { Relay } from '@riel/outbox';
import type { Logger, Metrics } from '@riel/runtime';
import type { BankListCache } from './banks/bank-list-cache.ts';
import type { CommandCounter } from './command-metrics.ts';
import type { CommandConfiguration } from './configuration.ts';
import type { KeyRings } from './key-rings.ts';

type Writes =
  | 'TransferRequested'
  | 'TransferCancellationRequested'
  | 'CommandRejected'
  | 'CollectionLinkRequested'
  | 'AdjustmentRequested';

/** What both doors of the service share. */
export interface SharedParts {
  readonly configuration: CommandConfiguration;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly count: CommandCounter;
  readonly database: Database;
  /** Writes; the two topics that are read have readers of their own. */
  readonly codec: Pick<Codec<Writes, never>, 'encode'>;
  readonly commandCodec: Codec<never, 'RequestTransfer'>;
  readonly bankCodec: Codec<never, 'BankListPublished'>;
  readonly markerCodec: Codec<never, 'TablesActivated' | 'PeriodClosed'>;
  readonly keys: KeyRings;
  readonly kafka: Kafka;
  readonly relay: Relay;
  readonly banks: BankListCache;
}
