import type { DriftKind } from './drift-kinds.ts';

/** How a difference can be closed without a person: publish what Mono states, or match first. */
export type Remedy = 'publish' | 'match' | null;

/** One difference, before it has an identity. */
export interface Finding {
  readonly kind: DriftKind;
  /** Transfer id, Mono's id, Mono account, or place in the log. */
  readonly subject: string;
  readonly monoTransferId: string | null;
  /** What is in question, minor units; zero where no money is. */
  readonly amount: bigint;
  readonly currency: string;
  /** One sentence. */
  readonly explanation: string;
  /** What makes it another drift than one of the same kind and subject. */
  readonly detail: string;
  readonly remedy: Remedy;
}
