import type { TransferToCreate } from '@riel/mono-client';
import type { TransferRequested } from '@riel/schemas';
import { isText, readSealedTexts, textOrNull } from './sealed-texts.ts';

/**
 * Makes what Mono is asked of a request and its opened payee (JSON as the command service sealed it).
 * Null if the payee is not of that form: it is then refused and never sent.
 */
export function transferToCreate(
  request: TransferRequested,
  plaintext: Buffer,
): TransferToCreate | null {
  const payee: SealedPayee | null = readSealedTexts(plaintext);
  // Mono takes amounts as JSON numbers, which hold no more than this.
  if (payee === null || request.amount > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  const { name, documentType, documentNumber, bankCode, accountNumber, accountType } = payee;
  if (!isText(name) || !isText(documentType) || !isText(documentNumber)) return null;
  const bankAccount =
    isText(bankCode) && isText(accountNumber) && isText(accountType)
      ? { bankCode, number: accountNumber, type: accountType }
      : null;
  return {
    externalId: request.transferId,
    amount: request.amount,
    currency: request.currency,
    payee: { name, documentType, documentNumber, bankAccount, email: textOrNull(payee.email) },
    recipientHandle: textOrNull(payee.recipientHandle),
    reference: textOrNull(payee.reference),
    description: textOrNull(payee.description),
    routing: request.requestedRail,
    fallbackRouting: request.fallbackRails,
  };
}

type SealedPayee = Readonly<
  Partial<
    Record<
      | 'name'
      | 'documentType'
      | 'documentNumber'
      | 'email'
      | 'bankCode'
      | 'accountNumber'
      | 'accountType'
      | 'recipientHandle'
      | 'reference'
      | 'description',
      unknown
    >
  >
>;
