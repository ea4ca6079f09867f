import type { Database } from '@riel/database';
import type { MonoClient } from '@riel/mono-client';
import type { Logger } from '@riel/runtime';
import type { Opener, Sealer } from '@riel/sealing';
import type { Instant } from '@riel/schemas';
import type { EncodeEvent } from '../events/gateway-events.ts';
import type { GatewayCounters } from '../gateway-metrics.ts';
import type { KeyDesk } from '../keys/key-desk.ts';
import type { SubmissionLimits } from '../submissions/limits.ts';
import type { RequestCodec } from '../submissions/build-order.ts';
import type { LaneHolder } from './fence.ts';

/** Places between two durable steps. A test of faults ends the process at one of them. */
export const places = [
  'submissions-stored',
  'attempts-recorded',
  'answer-received',
  'outcome-committed',
  'look-up-answered',
  'look-up-committed',
] as const;
export type Place = (typeof places)[number];

export interface LaneSettings {
  readonly batchTransfersMax: number;
  /** How long transfers wait for others of a batch that is not full. */
  readonly batchWaitMilliseconds: number;
  readonly planTransfersMax: number;
  readonly concurrency: number;
  readonly lookUpsMax: number;
  /** A recorded attempt that has not begun within is never begun. */
  readonly sendStartMillisecondsMax: number;
  readonly lookUpProofAgeMilliseconds: number;
  readonly listPagesMax: number;
  readonly workPollMilliseconds: number;
  readonly settleWaitMilliseconds: number;
  readonly settleOutcomesMax: number;
  readonly breakerFailuresMax: number;
  readonly breakerPauseMilliseconds: number;
}

/** What the lanes of an instance share. */
export interface LanePorts {
  readonly database: Database;
  readonly keys: KeyDesk;
  readonly requestCodec: RequestCodec;
  readonly opener: Opener;
  /** Seals bodies to the gateway itself. */
  readonly sealer: Sealer;
  readonly encode: EncodeEvent;
  readonly logger: Logger;
  readonly counters: GatewayCounters;
  readonly limits: SubmissionLimits;
  readonly settings: LaneSettings;
  readonly now: () => Instant;
  /** Milliseconds of a clock that only moves forward. */
  readonly steadyMilliseconds: () => number;
  readonly random: () => number;
  /** Told of each place between two durable steps. */
  readonly reach: (place: Place) => void;
  /** Told after a commit that may have written to the outbox. */
  readonly onCommitted: () => void;
}

/** What work in one lane needs. */
export interface LaneContext extends LanePorts, LaneHolder {
  /** The way to Mono of this Mono account alone. */
  readonly client: MonoClient;
}
