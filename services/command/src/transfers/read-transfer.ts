import type { Instant, MonoAccountId } from '@riel/schemas';
import { createFieldReader, type FieldReader } from './field-reader.ts';
import { readAmount, readInstant } from './read-fields.ts';
import { readPayee } from './read-payee.ts';
import type { Rejection } from './rejection.ts';
import type { TransferCommand } from './transfer-command.ts';
import {
  FALLBACK_RAILS_MAX,
  METADATA_ENTRIES_MAX,
  counterAccountForm,
  currencyForm,
  metadataNamePattern,
  metadataValueForm,
  monoAccountIdForm,
  railForm,
} from './transfer-forms.ts';

/** The command, or everything that is wrong with its form. */
export type ReadTransfer =
  | { readonly kind: 'command'; readonly command: TransferCommand }
  | { readonly kind: 'faulty'; readonly faults: readonly Rejection[] };

export interface ReadTransferOptions {
  /** ISO 8601 text to microseconds; null if it is no instant. */
  readonly parseInstant: (text: string) => Instant | null;
  /** What stands before field names in faults, such as `transfers[3].`; empty by default. */
  readonly path?: string;
  /** Fields beside the command's own that the door reads itself. */
  readonly otherFields?: readonly string[];
}

const transferFields = [
  'monoAccountId',
  'amount',
  'currency',
  'rail',
  'fallbackRails',
  'counterAccount',
  'notAfter',
  'metadata',
  'payee',
] as const satisfies readonly (keyof TransferCommand)[];

/**
 * Reads a transfer command from a value of unknown shape: parsed JSON, or a decoded Avro record whose
 * amount is a bigint. Checks the form alone, so that the outcome is the same at any time and under any
 * settings: a command that was once accepted stays readable for its replays.
 */
export function readTransfer(input: unknown, options: ReadTransferOptions): ReadTransfer {
  const faults: Rejection[] = [];
  const reader = createFieldReader(input, options.path ?? '', faults);
  const command: TransferCommand = {
    monoAccountId: reader.text('monoAccountId', monoAccountIdForm) as MonoAccountId,
    amount: readAmount(reader),
    currency: reader.text('currency', currencyForm),
    rail: reader.optionalText('rail', railForm),
    fallbackRails: reader.optionalTexts('fallbackRails', {
      ...railForm,
      itemsMax: FALLBACK_RAILS_MAX,
    }),
    counterAccount: reader.optionalText('counterAccount', counterAccountForm),
    notAfter: readInstant(reader, 'notAfter', options.parseInstant),
    metadata: readMetadata(reader),
    payee: readPayee(reader.object('payee')),
  };
  reader.refuseOthers([...transferFields, ...(options.otherFields ?? [])]);
  checkCounterAccount(reader, command);
  return faults.length === 0 ? { kind: 'command', command } : { kind: 'faulty', faults };
}

function readMetadata(reader: FieldReader): Readonly<Record<string, string>> {
  if ((reader.raw('metadata') ?? null) === null) return {};
  const entries = reader.object('metadata');
  const names = entries.names();
  if (names.length > METADATA_ENTRIES_MAX) {
    reader.fault('metadata', 'wrong-length', `must have at most ${METADATA_ENTRIES_MAX} entries`);
    return {};
  }
  if (!names.every((name) => metadataNamePattern.test(name))) {
    reader.fault(
      'metadata',
      'wrong-form',
      'must have names of 1 to 40 letters, digits, _ . and -, a letter first',
    );
    return {};
  }
  return Object.fromEntries(names.map((name) => [name, entries.text(name, metadataValueForm)]));
}

// Clearing and cash belong to the books' own rules; a command that posts there would break their proof.
function checkCounterAccount(reader: FieldReader, command: TransferCommand): void {
  const account = command.counterAccount ?? '';
  if (account.startsWith('clearing:') || account.startsWith('assets:mono:')) {
    reader.fault('counterAccount', 'counter-account-not-allowed', 'must not be clearing or cash');
  }
}
