import { parseUuid } from '@riel/ids';

const derivedForm = /^[0-9a-f]{8}-[0-9a-f]{4}-5/;

/**
 * The id that is ours among what Mono echoes, first `external_id`, then `entity_id`: a UUID v5, the
 * only form that we send. Null if none is; whether we really asked for it is for the ledger to say.
 */
export function ourIdOf(ids: {
  readonly externalId: string | null;
  readonly entityId?: string | null;
}): string | null {
  for (const text of [ids.externalId, ids.entityId ?? null]) {
    const uuid = text === null ? null : parseUuid(text);
    if (uuid !== null && derivedForm.test(uuid)) return uuid;
  }
  return null;
}
