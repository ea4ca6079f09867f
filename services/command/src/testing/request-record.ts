import { parseInstant } from '@riel/runtime';
import type { RequestTransfer } from '@riel/schemas';

type Input = Record<string, unknown>;

/** The record that a Kafka producer would write for an HTTP body. */
export function requestRecord(input: Input, idempotencyKey: string): RequestTransfer {
  const absentPayeeFields = {
    email: null,
    bankCode: null,
    accountNumber: null,
    accountType: null,
    recipientHandle: null,
    reference: null,
    description: null,
  };
  const absentFields = { rail: null, fallbackRails: null, counterAccount: null, metadata: {} };
  const { notAfter } = input;
  return {
    idempotencyKey,
    ...absentFields,
    ...input,
    amount: BigInt(input['amount'] as string),
    notAfter: typeof notAfter === 'string' ? parseInstant(notAfter) : null,
    payee: { ...absentPayeeFields, ...(input['payee'] as object) },
    sealedPayee: null,
  } as unknown as RequestTransfer;
}
