import type { MonoTransfer } from '../objects/mono-transfer.ts';

/** A rail and the field it was read from. */
export interface SeenRail {
  readonly rail: string | null;
  readonly railEvidence: 'rail' | 'routing' | 'none';
}

/** The rail that a transfer names: `rail` if present, else `routing`; never the embedded batch. */
export function railOf(transfer: Pick<MonoTransfer, 'rail' | 'routing'>): SeenRail {
  if (transfer.rail !== null) return { rail: transfer.rail, railEvidence: 'rail' };
  if (transfer.routing !== null) return { rail: transfer.routing, railEvidence: 'routing' };
  return { rail: null, railEvidence: 'none' };
}
