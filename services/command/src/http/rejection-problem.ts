import { problem, type FieldError, type ProblemError } from '@riel/http';
import type { Rejection, RejectionCode } from '../transfers/rejection.ts';

/** Codes that say that the input itself is wrong; all others depend on settings, keys or time. */
const formCodes: ReadonlySet<RejectionCode> = new Set([
  'required',
  'wrong-type',
  'wrong-length',
  'wrong-form',
  'unknown-field',
  'out-of-range',
  'repeated',
  'incomplete',
  'counter-account-not-allowed',
  'unbalanced',
  'account-not-adjustable',
]);

const statusOf = (code: RejectionCode): 400 | 403 | 422 => {
  if (formCodes.has(code)) return 400;
  return code === 'mono-account-not-allowed' ? 403 : 422;
};

/** `transfers[3].payee.bankCode` as a JSON pointer. */
const pointerOf = (path: string): string =>
  `/${path.replaceAll(/\[(\d+)\]/g, '.$1').replaceAll('.', '/')}`;

/** One rejection as problem+json shows it. A single command's key is a header, not a field. */
export function fieldErrorOf({ field, code, message }: Rejection): FieldError {
  if (field === 'idempotencyKey') return { field: 'Idempotency-Key', in: 'header', code, message };
  return { field: field === null ? '' : pointerOf(field), in: 'body', code, message };
}

/** The problem that names every field at fault; nothing was stored. */
export function rejectionProblem(rejections: readonly Rejection[]): ProblemError {
  const [first] = rejections;
  const status = first === undefined ? 400 : statusOf(first.code);
  const isForm = status === 400;
  return problem({
    status,
    code: isForm ? 'invalid-command' : (first?.code ?? 'invalid-command'),
    title: isForm ? 'The command is not valid' : 'The command is not accepted',
    detail: 'Nothing was stored. errors names what is at fault.',
    errors: rejections.map(fieldErrorOf),
  });
}
