import type { TransferId } from '@riel/schemas';
import type { Found } from './change.ts';
import type { CreatedObject } from './created-object.ts';

type Echo = Pick<CreatedObject, 'externalId' | 'entityId'>;

/**
 * Whose a transfer of Mono's is by the ids that it echoes: ours if it carries ours and no other,
 * `silent` if it carries none, `foreign` if it carries another one.
 */
export function matchEcho(echo: Echo, transferId: string): 'ours' | 'silent' | 'foreign' {
  const ids = [echo.externalId, echo.entityId].filter((id) => id !== null);
  if (ids.length === 0) return 'silent';
  return ids.every((id) => id === transferId) ? 'ours' : 'foreign';
}

/** What an answer holds of the members that were asked for. */
export interface MatchedMembers {
  readonly found: readonly Found[];
  /** Members that Mono says it had already: another transfer of Mono's may be the payment. */
  readonly duplicated: readonly TransferId[];
  readonly missing: readonly TransferId[];
  /** Ids of others, or none, or one of ours twice. */
  readonly hasForeign: boolean;
  readonly hasSilent: boolean;
}

export function foundOf(
  transfer: CreatedObject,
  transferId: TransferId,
  foundByLookUp: boolean,
): Found {
  return {
    transferId,
    foundByLookUp,
    monoTransferId: transfer.id,
    link: transfer.link ?? null,
    monoBatchId: transfer.batch?.id ?? null,
    monoState: transfer.state,
    routing: transfer.routing,
    insertedAt: transfer.insertedAt,
  };
}

/** Finds each member in the answer to a creation, by the ids that it echoes and not by its place. */
export function matchMembers(
  members: readonly TransferId[],
  created: readonly CreatedObject[],
): MatchedMembers {
  const wanted = new Map<string, TransferId>(members.map((id) => [id, id]));
  const found: Found[] = [];
  const duplicated: TransferId[] = [];
  let hasForeign = false;
  let hasSilent = false;
  for (const transfer of created) {
    const echoed = transfer.externalId ?? transfer.entityId;
    const transferId = echoed === null ? undefined : wanted.get(echoed);
    if (echoed === null) hasSilent = true;
    else if (transferId === undefined || matchEcho(transfer, transferId) !== 'ours') {
      hasForeign = true;
    } else {
      wanted.delete(transferId);
      if (transfer.state === 'duplicated') duplicated.push(transferId);
      else found.push(foundOf(transfer, transferId, false));
    }
  }
  return { found, duplicated, missing: [...wanted.values()], hasForeign, hasSilent };
}
