import type { Instant, MonoAccountId } from '@riel/schemas';
import { createFieldReader, type FieldReader } from '../transfers/field-reader.ts';
import { readAmount, readInstant } from '../transfers/read-fields.ts';
import type { Rejection } from '../transfers/rejection.ts';
import { currencyForm, monoAccountIdForm } from '../transfers/transfer-forms.ts';
import { amountValidations, usageTypes, type LinkCommand } from './link-command.ts';
import { readPayer } from './read-payer.ts';

/** The command, or everything that is wrong with its form. */
export type ReadLink =
  | { readonly kind: 'command'; readonly command: LinkCommand }
  | { readonly kind: 'faulty'; readonly faults: readonly Rejection[] };

const linkFields = [
  'monoAccountId',
  'amount',
  'currency',
  'amountValidation',
  'usageType',
  'expiresAt',
  'redirectUrl',
  'payer',
] as const satisfies readonly (keyof LinkCommand)[];

const redirectUrlForm = {
  lengthMin: 10,
  lengthMax: 2_000,
  pattern: /^https?:\/\/[^\s"<>\\^`{|}]+$/,
  description: 'an http or https URL of at most 2000 characters',
};

/** Reads the command from parsed JSON. Checks the form alone, so that replays stay readable for ever. */
export function readLink(
  input: unknown,
  options: { readonly parseInstant: (text: string) => Instant | null },
): ReadLink {
  const faults: Rejection[] = [];
  const reader = createFieldReader(input, '', faults);
  const command: LinkCommand = {
    monoAccountId: reader.text('monoAccountId', monoAccountIdForm) as MonoAccountId,
    amount: readAmount(reader),
    currency: reader.text('currency', currencyForm),
    amountValidation: readWord(reader, 'amountValidation', amountValidations),
    usageType: readWord(reader, 'usageType', usageTypes),
    expiresAt: readInstant(reader, 'expiresAt', options.parseInstant),
    redirectUrl: reader.optionalText('redirectUrl', redirectUrlForm),
    payer: isGiven(reader, 'payer') ? readPayer(reader.object('payer')) : null,
  };
  reader.refuseOthers(linkFields);
  return faults.length === 0 ? { kind: 'command', command } : { kind: 'faulty', faults };
}

const isGiven = (reader: FieldReader, name: string): boolean => (reader.raw(name) ?? null) !== null;

function readWord<Word extends string>(
  reader: FieldReader,
  name: string,
  words: readonly Word[],
): Word | null {
  if (!isGiven(reader, name)) return null;
  const raw = reader.raw(name);
  const word = words.find((one) => one === raw);
  if (word !== undefined) return word;
  reader.fault(name, 'wrong-form', `must be one of ${words.join(', ')}`);
  return null;
}
