import { submissionKeyOf } from '@riel/ids';
import type { Caller, MonoAccountId, SubmissionId, TransferId } from '@riel/schemas';
import type { Operation } from './operation.ts';

/** A transfer, or a collection link, that waits for a submission. */
export interface WaitingTransfer {
  readonly transferId: TransferId;
  readonly operation: Operation;
  readonly caller: Caller;
  readonly splitGeneration: number;
  readonly splitGroup: string;
  /** The database may have forgotten an attempt of it. */
  readonly mustLookUp: boolean;
}

/** Transfers that will be one create call. */
export interface PlannedSubmission {
  readonly submissionId: SubmissionId;
  readonly operation: Operation;
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
    const { operation, caller, splitGeneration, splitGroup, mustLookUp } = transfer;
    const key = JSON.stringify([operation, caller, splitGeneration, splitGroup, mustLookUp]);
    const parts = groups.get(key) ?? [];
    const last = parts.at(-1);
    // Mono creates one link at a time.
    const membersMax = operation === 'transfers' ? transfersMax : 1;
    if (last === undefined || last.length >= membersMax) parts.push([transfer]);
    else last.push(transfer);
    groups.set(key, parts);
  }
  return [...groups.values()].flat().flatMap((part) => {
    const [first] = part;
    if (first === undefined) return [];
    const members = part.map(({ transferId }) => transferId);
    const { operation, caller, splitGeneration, splitGroup, mustLookUp } = first;
    const submissionId = submissionKeyOf({ monoAccountId, transferIds: members, splitGeneration });
    const group = { caller, splitGeneration, splitGroup, mustLookUp };
    return [{ submissionId, operation, ...group, members }];
  });
}
