import { submissionKeyOf } from '@riel/ids';
import type { Caller, MonoAccountId, SubmissionId, TransferId } from '@riel/schemas';

/** A transfer that waits for a submission. */
export interface WaitingTransfer {
  readonly transferId: TransferId;
  readonly caller: Caller;
  readonly splitGeneration: number;
  readonly splitGroup: string;
  /** The database may have forgotten an attempt of it. */
  readonly mustLookUp: boolean;
}

/** Transfers that will be one create call. */
export interface PlannedSubmission {
  readonly submissionId: SubmissionId;
  readonly caller: Caller;
  readonly splitGeneration: number;
  readonly splitGroup: string;
  readonly mustLookUp: boolean;
  readonly members: readonly TransferId[];
}

/**
 * Groups waiting transfers of one Mono account, in the order of their arrival. A submission holds
 * transfers of one caller, so that pausing him holds up nobody else, and of one split group.
 */
export function planSubmissions(
  transfers: readonly WaitingTransfer[],
  { monoAccountId, transfersMax }: { monoAccountId: MonoAccountId; transfersMax: number },
): readonly PlannedSubmission[] {
  const groups = new Map<string, WaitingTransfer[][]>();
  for (const transfer of transfers) {
    const { caller, splitGeneration, splitGroup, mustLookUp } = transfer;
    const key = JSON.stringify([caller, splitGeneration, splitGroup, mustLookUp]);
    const parts = groups.get(key) ?? [];
    const last = parts.at(-1);
    if (last === undefined || last.length >= transfersMax) parts.push([transfer]);
    else last.push(transfer);
    groups.set(key, parts);
  }
  return [...groups.values()].flat().flatMap((part) => {
    const [first] = part;
    if (first === undefined) return [];
    const members = part.map(({ transferId }) => transferId);
    const { caller, splitGeneration, splitGroup, mustLookUp } = first;
    const submissionId = submissionKeyOf({ monoAccountId, transferIds: members, splitGeneration });
    return [{ submissionId, caller, splitGeneration, splitGroup, mustLookUp, members }];
  });
}
