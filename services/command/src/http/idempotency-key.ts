import { checkText } from '../transfers/field-reader.ts';
import type { Rejection } from '../transfers/rejection.ts';
import { idempotencyKeyForm } from '../transfers/transfer-forms.ts';
import type { AuthenticatedRequest } from './api.ts';

/** The request's `Idempotency-Key`; null after its fault was noted. */
export function readIdempotencyKey(
  request: AuthenticatedRequest,
  faults: Rejection[],
): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) {
    faults.push({ field: 'idempotencyKey', code: 'required', message: 'must be given' });
    return null;
  }
  const checked = checkText(key, idempotencyKeyForm);
  if (checked.kind === 'text') return checked.text;
  const message = `must be ${idempotencyKeyForm.description}`;
  faults.push({ field: 'idempotencyKey', code: checked.code, message });
  return null;
}
