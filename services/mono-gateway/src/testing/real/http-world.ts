import type { MonoLedger } from '../faults/mono-ledger.ts';
import type { HttpHostility } from './http-hostility.ts';

/** What the parts of the server share. */
export interface HttpWorld {
  readonly hostility: HttpHostility;
  readonly ledger: MonoLedger;
  /** Microseconds. */
  readonly now: () => number;
  readonly isCalm: () => boolean;
  /** Whether this process has lately not run for longer than its lags allow for. */
  readonly isStarved: () => boolean;
  readonly refuses: (externalId: string) => boolean;
  readonly trail: string[];
}
