import type { FieldReader } from '../transfers/field-reader.ts';
import {
  documentNumberForm,
  documentTypeForm,
  emailForm,
  nameForm,
  referenceForm,
} from '../transfers/transfer-forms.ts';
import type { Payer } from './link-command.ts';

const phoneNumberForm = {
  lengthMin: 7,
  lengthMax: 16,
  pattern: /^\+?[0-9]+$/,
  description: 'a phone number of 7 to 15 digits, a + before them at most',
};

const payerFields = [
  'name',
  'documentType',
  'documentNumber',
  'email',
  'phoneNumber',
  'reference',
] as const satisfies readonly (keyof Payer)[];

/** Reads the payer, of whom nothing must be known; null if nothing is. Faults are noted by the reader. */
export function readPayer(reader: FieldReader): Payer | null {
  const payer: Payer = {
    name: reader.optionalText('name', nameForm),
    documentType: reader.optionalText('documentType', documentTypeForm),
    documentNumber: reader.optionalText('documentNumber', documentNumberForm),
    email: reader.optionalText('email', emailForm),
    phoneNumber: reader.optionalText('phoneNumber', phoneNumberForm),
    reference: reader.optionalText('reference', referenceForm),
  };
  reader.refuseOthers(payerFields);
  const isGiven = (name: string): boolean => (reader.raw(name) ?? null) !== null;
  // A number without its type names nobody.
  for (const [one, other] of [
    ['documentType', 'documentNumber'],
    ['documentNumber', 'documentType'],
  ] as const) {
    if (isGiven(one) && !isGiven(other)) {
      reader.fault(other, 'incomplete', `must be given together with ${one}`);
    }
  }
  return Object.values(payer).every((value) => value === null) ? null : payer;
}
