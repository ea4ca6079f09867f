import type { FieldReader } from './field-reader.ts';
import type { Payee } from './transfer-command.ts';
import {
  accountNumberForm,
  accountTypeForm,
  bankCodeForm,
  descriptionForm,
  documentNumberForm,
  documentTypeForm,
  emailForm,
  nameForm,
  recipientHandleForm,
  referenceForm,
} from './transfer-forms.ts';

const payeeFields = [
  'name',
  'documentType',
  'documentNumber',
  'email',
  'bankCode',
  'accountNumber',
  'accountType',
  'recipientHandle',
  'reference',
  'description',
] as const satisfies readonly (keyof Payee)[];

/** Reads the payee; faults are noted by the reader. */
export function readPayee(reader: FieldReader): Payee {
  const payee: Payee = {
    name: reader.text('name', nameForm),
    documentType: reader.text('documentType', documentTypeForm),
    documentNumber: reader.text('documentNumber', documentNumberForm),
    email: reader.optionalText('email', emailForm),
    bankCode: reader.optionalText('bankCode', bankCodeForm),
    accountNumber: reader.optionalText('accountNumber', accountNumberForm),
    accountType: reader.optionalText('accountType', accountTypeForm),
    recipientHandle: reader.optionalText('recipientHandle', recipientHandleForm),
    reference: reader.optionalText('reference', referenceForm),
    description: reader.optionalText('description', descriptionForm),
  };
  reader.refuseOthers(payeeFields);
  checkDestination(reader);
  return payee;
}

// Half a bank account cannot be paid to, and neither can nothing at all.
function checkDestination(reader: FieldReader): void {
  const isGiven = (name: string): boolean => (reader.raw(name) ?? null) !== null;
  const parts = ['bankCode', 'accountNumber', 'accountType'] as const;
  const missing = parts.filter((part) => !isGiven(part));
  if (missing.length === 0) return;
  if (missing.length === parts.length && isGiven('recipientHandle')) return;
  for (const part of missing) {
    reader.fault(
      part,
      'incomplete',
      'must be given: a payee has a bank account (bankCode, accountNumber, accountType) or a recipientHandle',
    );
  }
}
