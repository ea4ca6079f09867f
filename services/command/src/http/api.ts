import type { principalOf } from '@riel/http';
import type { Logger } from '@riel/runtime';
import type { CancellationPorts } from '../cancellations/request-cancellation.ts';
import type { CommandCounter } from '../command-metrics.ts';
import type { PrepareTransfer } from '../transfers/prepare-transfer.ts';
import type { TransferDoor } from '../transfers/transfer-door.ts';

/** What the routes need. */
export interface CommandApi {
  readonly logger: Logger;
  readonly prepare: PrepareTransfer;
  readonly door: TransferDoor;
  readonly cancellations: CancellationPorts;
  readonly count: CommandCounter;
  /** Where ledger-query answers; '' makes Location relative. */
  readonly queryBaseUrl: string;
  /** Told after a commit that put something into the outbox. */
  readonly onCommitted: () => void;
}

/** A request whose API key was checked. */
export type AuthenticatedRequest = Parameters<typeof principalOf>[0];
