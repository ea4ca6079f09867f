import { createCodec } from '@riel/avro';
import type { SharedParts } from './shared-parts.ts';

/** Connects to the schemas that the service writes and reads. Throws `RIEL_SCHEMA_MISSING` naming one. */
export async function createCodecs(
  registryUrl: string,
): Promise<Pick<SharedParts, 'codec' | 'commandCodec' | 'bankCodec' | 'markerCodec'>> {
  const [codec, commandCodec, bankCodec, markerCodec] = await Promise.all([
    createCodec({
      registryUrl,
      writes: [
        'TransferRequested',
        'TransferCancellationRequested',
        'CommandRejected',
        'CollectionLinkRequested',
        'AdjustmentRequested',
      ],
      reads: [],
    }),
    createCodec({ registryUrl, writes: [], reads: ['RequestTransfer'] }),
    createCodec({ registryUrl, writes: [], reads: ['BankListPublished'] }),
    createCodec({ registryUrl, writes: [], reads: ['TablesActivated', 'PeriodClosed'] }),
  ]);
  return { codec, commandCodec, bankCodec, markerCodec };
}
