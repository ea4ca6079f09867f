import { formatInstant, parseInstant } from '@riel/runtime';
import type { RequestTransfer } from '@riel/schemas';
import { checkText } from '../transfers/field-reader.ts';
import { readTransfer } from '../transfers/read-transfer.ts';
import type { Rejection } from '../transfers/rejection.ts';
import type { TransferCommand } from '../transfers/transfer-command.ts';
import { idempotencyKeyForm } from '../transfers/transfer-forms.ts';

/** A record of a command topic, read as a command. */
export type ReadCommand =
  | {
      readonly kind: 'command';
      readonly idempotencyKey: string;
      readonly command: TransferCommand;
    }
  | {
      readonly kind: 'rejected';
      readonly idempotencyKey: string | null;
      readonly rejections: readonly Rejection[];
    };

export interface ReadCommandOptions {
  /** Whether a payee in the clear is taken. */
  readonly isPlainAllowed: boolean;
  /** The payee as JSON text, opened under the command's own id, or null if it cannot be opened. */
  readonly openPayee: (
    sealed: NonNullable<RequestTransfer['sealedPayee']>,
    idempotencyKey: string,
  ) => Promise<Buffer | null>;
}

/** Reads a Kafka command by the same rules as an HTTP body; only the payee's envelope differs. */
export async function readCommand(
  record: RequestTransfer,
  options: ReadCommandOptions,
): Promise<ReadCommand> {
  const key = checkText(record.idempotencyKey, idempotencyKeyForm);
  if (key.kind === 'fault') {
    const message = `must be ${idempotencyKeyForm.description}`;
    return rejected(null, { field: 'idempotencyKey', code: key.code, message });
  }
  const payee = await readEnvelope(record, options);
  if (payee.kind === 'rejected') return rejected(key.text, payee.rejection);
  const { monoAccountId, amount, currency, rail, fallbackRails, counterAccount } = record;
  const input = {
    monoAccountId,
    amount,
    currency,
    rail,
    fallbackRails,
    counterAccount,
    notAfter: record.notAfter === null ? null : formatInstant(record.notAfter),
    metadata: record.metadata,
    payee: payee.payee,
  };
  const read = readTransfer(input, { parseInstant });
  if (read.kind === 'faulty') {
    return { kind: 'rejected', idempotencyKey: key.text, rejections: read.faults };
  }
  return { kind: 'command', idempotencyKey: key.text, command: read.command };
}

const rejected = (idempotencyKey: string | null, rejection: Rejection): ReadCommand => ({
  kind: 'rejected',
  idempotencyKey,
  rejections: [rejection],
});

type Envelope =
  | { readonly kind: 'payee'; readonly payee: unknown }
  | { readonly kind: 'rejected'; readonly rejection: Rejection };

async function readEnvelope(
  { payee, sealedPayee, idempotencyKey }: RequestTransfer,
  options: ReadCommandOptions,
): Promise<Envelope> {
  if (payee !== null && sealedPayee !== null) {
    return refused('payee', 'repeated', 'must be given either plain or sealed, not both');
  }
  if (sealedPayee !== null) {
    const plaintext = await options.openPayee(sealedPayee, idempotencyKey);
    const opened = plaintext === null ? undefined : parseJson(plaintext);
    if (opened !== undefined) return { kind: 'payee', payee: opened };
    const message = 'must be JSON sealed to the command service under this transfer id';
    return refused('sealedPayee', 'sealed-payee-unreadable', message);
  }
  if (payee !== null && !options.isPlainAllowed) {
    return refused('payee', 'plain-payee-not-allowed', 'must be sealed to the command service');
  }
  return { kind: 'payee', payee };
}

const refused = (field: string, code: Rejection['code'], message: string): Envelope => ({
  kind: 'rejected',
  rejection: { field, code, message },
});

// The parser's own message would quote the payee.
function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
