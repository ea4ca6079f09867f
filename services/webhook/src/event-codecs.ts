import { createCodec } from '@riel/avro';
import { linkEvents } from './collection-links/link-inbox.ts';
import { intentEvents } from './collection-links/publish-linked.ts';
import { transferEvents, type ProviderEvent } from './facts/provider-event.ts';

const writtenEvents = [
  ...transferEvents,
  'TransferMatched',
  'AccountCredited',
  'CollectionCredited',
  'CollectionFailed',
] as const;

/** The codec of what is published. Throws `RIEL_SCHEMA_MISSING` naming a subject. */
export async function openEventCodec(registryUrl: string) {
  const codec = await createCodec({ registryUrl, writes: writtenEvents, reads: transferEvents });
  return {
    codec,
    encodeEvent: (event: ProviderEvent): Buffer => codec.encode(event.name, event.value),
  };
}

/** The codecs of what is written and read. Throws `RIEL_SCHEMA_MISSING` naming a subject. */
export async function openCodecs(registryUrl: string) {
  const [events, acceptedCodec, linkCodec, intentCodec] = await Promise.all([
    openEventCodec(registryUrl),
    createCodec({ registryUrl, writes: [], reads: ['TransferAccepted'] }),
    createCodec({ registryUrl, writes: [], reads: linkEvents }),
    createCodec({ registryUrl, writes: intentEvents, reads: intentEvents }),
  ]);
  return { ...events, acceptedCodec, linkCodec, intentCodec };
}
