import type { Entry } from '../entries/read-entries.ts';
import type { PartitionPosition } from '../position/position.ts';

/** A ledger account as an export names it. */
export interface ExportAccount {
  readonly code: string;
  readonly currency: string;
  readonly name: string | null;
  readonly type: string | null;
  readonly pucCode: string | null;
  readonly beancountName: string | null;
}

/** What stands before the entries. */
export interface ExportHead {
  readonly position: readonly PartitionPosition[];
  /** Every account in every currency that it has, by code. */
  readonly accounts: readonly ExportAccount[];
}

/** How a journal is written. */
export interface ExportFormat {
  readonly contentType: string;
  readonly fileName: string;
  /** What stands before the entries; '' if nothing does. */
  head(head: ExportHead): string;
  /** Some entries, each whole. */
  entries(entries: readonly Entry[], head: ExportHead): string;
}

/** The position in lines for a comment: one per partition. */
export function positionLines({ position }: ExportHead): readonly string[] {
  return position.map(
    ({ topic, partition, nextOffset, chainNumber, chainHash }) =>
      `${topic}/${partition} offset ${nextOffset} chain ${chainNumber} ${chainHash}`,
  );
}
