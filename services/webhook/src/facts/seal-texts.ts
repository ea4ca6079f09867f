import type { NormalisedEvent } from '@riel/mono-client';
import type { SealedBlob, ThirdPartyId } from '@riel/schemas';
import type { Sealer } from '@riel/sealing';
import { monoObjectIdOf } from './provider-event.ts';

/** Seals Mono's free text and hashes payers' documents. */
export interface TextSealer {
  /** The sealed text of an event; null if it has none. */
  sealedText(event: NormalisedEvent): SealedBlob | null;
  /** Keyed hash of the payer's document; null if Mono does not name it whole. */
  thirdPartyId(event: NormalisedEvent): ThirdPartyId | null;
}

/**
 * Makes it. `sealer.prepare` is awaited by who runs a batch. The text is sealed under Mono's id of the
 * object, which stays when the fact is published again under an id of ours.
 */
export function createTextSealer(
  sealer: Pick<Sealer, 'seal'>,
  hash: (documentType: string, documentNumber: string) => ThirdPartyId,
): TextSealer {
  return {
    sealedText(event) {
      if (event.privateText === null) return null;
      const plaintext = Buffer.from(JSON.stringify(event.privateText), 'utf8');
      return sealer.seal({ transferId: monoObjectIdOf(event), eventName: event.name, plaintext });
    },
    thirdPartyId({ privateText }) {
      const documentType = privateText?.payerDocumentType;
      const documentNumber = privateText?.payerDocumentNumber;
      if (documentType === undefined || documentNumber === undefined) return null;
      return hash(documentType, documentNumber);
    },
  };
}
