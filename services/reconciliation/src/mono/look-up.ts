import type { MonoReader, MonoTransfer } from '@riel/mono-client';
import type { MonoTransferId } from '@riel/schemas';
import { MonoUnavailableError } from '../errors.ts';
import { askMono, type ApiKeyRing } from './ask.ts';

/** What looking up needs. */
export interface LookUpPorts {
  readonly reader: MonoReader;
  readonly apiKeys: ApiKeyRing;
}

/** The Mono transfer of that id; null if Mono has none. Throws MonoUnavailableError. */
export async function lookUpById(
  { reader, apiKeys }: LookUpPorts,
  id: string,
): Promise<MonoTransfer | null> {
  const page = await askMono('a look-up by id', apiKeys, (apiKey) =>
    reader.listTransfers({
      apiKey,
      filters: { id: id as MonoTransferId },
      page: { number: 1, size: 10 },
    }),
  );
  if (page !== null && page.unreadable.length > 0) {
    throw new MonoUnavailableError('a look-up by id', 'unreadable transfer');
  }
  // A filter that was ignored would give others.
  return page?.items.find((one) => one.id === id) ?? null;
}

/** The Mono transfers that carry our id. Throws MonoUnavailableError. */
export async function lookUpByOurId(
  { reader, apiKeys }: LookUpPorts,
  transferId: string,
): Promise<readonly MonoTransfer[]> {
  const page = await askMono('a look-up by external_id', apiKeys, (apiKey) =>
    reader.findTransfersByExternalId({ apiKey, externalId: transferId }),
  );
  if (page !== null && page.unreadable.length > 0) {
    throw new MonoUnavailableError('a look-up by external_id', 'unreadable transfer');
  }
  return (page?.items ?? []).filter(
    (one) => one.externalId === transferId || one.entityId === transferId,
  );
}
