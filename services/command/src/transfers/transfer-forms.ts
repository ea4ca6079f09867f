import type { TextForm } from './field-reader.ts';

/** Forms of the fields of a transfer command. They are fixed: what a setting may change is policy. */

const form = (
  [lengthMin, lengthMax]: readonly [number, number],
  description: string,
  pattern?: RegExp,
): TextForm => ({
  lengthMin,
  lengthMax,
  description,
  ...(pattern === undefined ? {} : { pattern }),
});

export const idempotencyKeyForm = form(
  [1, 255],
  '1 to 255 visible ASCII characters',
  /^[\x21-\x7e]+$/,
);
export const monoAccountIdForm = form([5, 68], 'a Mono account id (acc_...)', /^acc_[\w-]+$/);
export const currencyForm = form([3, 3], 'an ISO 4217 code, such as COP', /^[A-Z]{3}$/);
/** Rails are an open set: a new one needs no release. */
export const railForm = form(
  [1, 32],
  'the name of a rail: 1 to 32 characters of a-z, 0-9, - and _, a letter first',
  /^[a-z][a-z0-9_-]*$/,
);
export const counterAccountForm = form(
  [1, 128],
  'a ledger account code, such as liabilities:payouts',
  /^[a-z][a-z0-9_-]*(:[A-Za-z0-9_-]+)+$/,
);
export const nameForm = form([1, 140], '1 to 140 characters');
export const documentTypeForm = form(
  [1, 10],
  'a document type, such as CC or NIT',
  /^[A-Z][A-Z0-9_]*$/,
);
export const documentNumberForm = form(
  [3, 20],
  '3 to 20 letters and digits, without dots or dashes',
  /^[A-Za-z0-9]+$/,
);
export const emailForm = form(
  [3, 254],
  'an e-mail address of at most 254 characters',
  /^[^\s@<>"]+@[^\s@<>"]+$/,
);
export const bankCodeForm = form(
  [1, 10],
  'a bank code as text, leading zeros kept, such as 007',
  /^[A-Za-z0-9]+$/,
);
export const accountNumberForm = form([5, 20], '5 to 20 digits as text', /^[0-9]+$/);
export const accountTypeForm = form(
  [1, 40],
  'an account type, such as savings_account',
  /^[a-z][a-z_]*$/,
);
export const recipientHandleForm = form(
  [1, 140],
  'an alias of 1 to 140 characters without spaces',
  /^\S+$/,
);
export const referenceForm = form([1, 140], '1 to 140 characters');
export const descriptionForm = form([1, 255], '1 to 255 characters');
export const metadataValueForm = form([0, 200], 'text of at most 200 characters');

/** Names of metadata entries. */
export const metadataNamePattern = /^[A-Za-z][A-Za-z0-9_.-]{0,39}$/;
export const METADATA_ENTRIES_MAX = 20;
export const FALLBACK_RAILS_MAX = 5;
