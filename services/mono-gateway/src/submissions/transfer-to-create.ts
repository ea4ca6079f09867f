import type { TransferToCreate } from '@riel/mono-client';
import type { TransferRequested } from '@riel/schemas';

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const textOrNull = (value: unknown): string | null => (isText(value) ? value : null);

/**
 * Makes what Mono is asked of a request and its opened payee (JSON as the command service sealed it).
 * Null if the payee is not of that form: it is then refused and never sent.
 */
export function transferToCreate(
  request: TransferRequested,
  plaintext: Buffer,
): TransferToCreate | null {
  const payee = parse(plaintext);
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

function parse(plaintext: Buffer): SealedPayee | null {
  try {
    const value: unknown = JSON.parse(plaintext.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    // No cause: a JSON error quotes the text, and the text is a person's data.
    return null;
  }
}
