import type { Instant, MinorUnits } from '@riel/schemas';
import type { Rejection, RejectionCode } from '../transfers/rejection.ts';
import { documentFault, type TransferPolicy } from '../transfers/transfer-policy.ts';
import type { LinkCommand } from './link-command.ts';

/** What settings say about which links are taken. */
export interface LinkPolicy extends Pick<TransferPolicy, 'currencies' | 'documentTypes'> {
  readonly linkMinorUnitsMax: MinorUnits;
}

/** What settings and clock have against a command of right form; empty if it may be taken now. */
export function checkLinkPolicy(
  command: LinkCommand,
  policy: LinkPolicy,
  now: Instant,
): readonly Rejection[] {
  const rejections: Rejection[] = [];
  const reject = (field: string, code: RejectionCode, message: string): void => {
    rejections.push({ field, code, message });
  };
  if (!policy.currencies.includes(command.currency)) {
    reject('currency', 'currency-not-supported', `must be one of ${policy.currencies.join(', ')}`);
  }
  if (command.amount > policy.linkMinorUnitsMax) {
    const limit = policy.linkMinorUnitsMax.toString();
    reject('amount', 'collection-limit-exceeded', `must be at most ${limit} minor units`);
  }
  if (command.expiresAt !== null && command.expiresAt <= now) {
    reject('expiresAt', 'expires-at-passed', 'has passed; nobody could pay by the link');
  }
  const { documentType = null, documentNumber = null } = command.payer ?? {};
  if (documentType !== null && documentNumber !== null) {
    const fault = documentFault({ documentType, documentNumber }, policy);
    if (fault !== null) reject(`payer.${fault.field}`, fault.code, fault.message);
  }
  return rejections;
}
