import type { CollectionLinkToCreate } from '@riel/mono-client';
import type { CollectionLinkRequested } from '@riel/schemas';
import { readSealedTexts, textOrNull } from './sealed-texts.ts';

/**
 * Makes what Mono is asked of a request and its opened payer (JSON as the command service sealed it;
 * null if none was given). Null if it is not of that form: it is then refused and never sent.
 */
export function linkToCreate(
  request: CollectionLinkRequested,
  plaintext: Buffer | null,
): CollectionLinkToCreate | null {
  const payer = plaintext === null ? {} : readSealedTexts(plaintext);
  // Mono takes amounts as JSON numbers, which hold no more than this.
  if (payer === null || request.amount > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  const named = {
    name: textOrNull(payer['name']),
    documentType: textOrNull(payer['documentType']),
    documentNumber: textOrNull(payer['documentNumber']),
    email: textOrNull(payer['email']),
    phoneNumber: textOrNull(payer['phoneNumber']),
  };
  const isNamed = Object.values(named).some((text) => text !== null);
  return {
    accountId: request.monoAccountId,
    externalId: request.collectionLinkId,
    amount: request.amount,
    currency: request.currency,
    amountValidation: request.amountValidation,
    usageType: request.usageType,
    expiresAt: request.expiresAt,
    redirectUrl: request.redirectUrl,
    reference: textOrNull(payer['reference']),
    payer: isNamed ? named : null,
  };
}
