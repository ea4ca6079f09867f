import type { PlannedTransfer } from './plan.ts';

/** The payee of a planned transfer: made up, the document number tells the stand-in for Mono what to do. */
export function payeeOf(transfer: PlannedTransfer) {
  return {
    name: `Demo Payee ${transfer.idempotencyKey.slice(-6)}`,
    documentType: 'CC',
    documentNumber: transfer.documentNumber,
    email: null,
    bankCode: transfer.bankCode,
    accountNumber: `4${transfer.idempotencyKey.slice(-6)}0001`,
    accountType: 'savings_account',
    recipientHandle: null,
    reference: transfer.idempotencyKey,
    description: null,
  };
}

/** The body of `POST /v1/transfers` for a planned transfer. Amounts travel as digits. */
export function transferBody(transfer: PlannedTransfer): object {
  const payee = Object.fromEntries(
    Object.entries(payeeOf(transfer)).filter(([, value]) => value !== null),
  );
  return {
    monoAccountId: transfer.monoAccountId,
    amount: transfer.amount.toString(),
    currency: 'COP',
    ...(transfer.rail === null ? {} : { rail: transfer.rail }),
    metadata: { story: transfer.story },
    payee,
  };
}
