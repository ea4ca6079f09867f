import type { Instant } from '@riel/schemas';
import { createFieldReader } from '../transfers/field-reader.ts';
import { readTransfer } from '../transfers/read-transfer.ts';
import type { Rejection } from '../transfers/rejection.ts';
import type { TransferCommand } from '../transfers/transfer-command.ts';
import { idempotencyKeyForm } from '../transfers/transfer-forms.ts';
import { BATCH_TRANSFERS_MAX } from './batch-schemas.ts';

export type BatchMode = 'atomic' | 'continue';

/** One member of a batch, read apart from the others. */
export type BatchMember =
  | { readonly kind: 'command'; readonly idempotencyKey: string; readonly command: TransferCommand }
  | {
      readonly kind: 'faulty';
      /** Null if the key itself is at fault. */
      readonly idempotencyKey: string | null;
      readonly faults: readonly Rejection[];
    };

/** A batch whose members may be faulty, or what is wrong with the batch itself. */
export type ReadBatch =
  | {
      readonly kind: 'batch';
      readonly mode: BatchMode;
      readonly members: readonly BatchMember[];
    }
  | { readonly kind: 'faulty'; readonly faults: readonly Rejection[] };

/** Reads a batch from parsed JSON. Faults of a member are named `transfers[3].amount`. */
export function readBatch(
  input: unknown,
  parseInstant: (text: string) => Instant | null,
): ReadBatch {
  const faults: Rejection[] = [];
  const reader = createFieldReader(input, '', faults);
  const mode = reader.raw('mode');
  if (mode !== 'atomic' && mode !== 'continue') {
    reader.fault('mode', 'wrong-form', 'must be atomic or continue');
  }
  const transfers = reader.raw('transfers');
  const isList = Array.isArray(transfers);
  if (!isList || transfers.length === 0 || transfers.length > BATCH_TRANSFERS_MAX) {
    const message = `must be a list of 1 to ${BATCH_TRANSFERS_MAX} transfers`;
    reader.fault('transfers', isList ? 'wrong-length' : 'wrong-type', message);
  }
  reader.refuseOthers(['mode', 'transfers']);
  if (faults.length > 0) return { kind: 'faulty', faults };
  const members = (transfers as readonly unknown[]).map((member, index) =>
    readMember(member, `transfers[${index}].`, parseInstant),
  );
  return { kind: 'batch', mode: mode as BatchMode, members };
}

function readMember(
  input: unknown,
  path: string,
  parseInstant: (text: string) => Instant | null,
): BatchMember {
  const faults: Rejection[] = [];
  const reader = createFieldReader(input, path, faults);
  const idempotencyKey = reader.text('idempotencyKey', idempotencyKeyForm);
  const key = faults.length === 0 ? idempotencyKey : null;
  const read = readTransfer(input, { parseInstant, path, otherFields: ['idempotencyKey'] });
  if (read.kind === 'faulty') faults.push(...read.faults);
  if (read.kind === 'faulty' || key === null) {
    return { kind: 'faulty', idempotencyKey: key, faults };
  }
  return { kind: 'command', idempotencyKey: key, command: read.command };
}
