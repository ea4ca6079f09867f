import type { Instant, MinorUnits } from '@riel/schemas';
import { checkBank, type BankList } from '../banks/bank-list.ts';
import type { Rejection, RejectionCode } from './rejection.ts';
import type { Payee, TransferCommand } from './transfer-command.ts';

export type DocumentNumberForm = 'digits' | 'alphanumeric';

/** What settings say about which commands are taken. */
export interface TransferPolicy {
  readonly currencies: readonly string[];
  /** Form of the number by document type. */
  readonly documentTypes: ReadonlyMap<string, DocumentNumberForm>;
  readonly accountTypes: readonly string[];
  readonly transferMinorUnitsMax: MinorUnits;
  readonly bankListMaximumAgeMilliseconds: number;
}

export interface PolicyCheck {
  /** Empty if the command may be taken now. */
  readonly rejections: readonly Rejection[];
  /** False if the bank list was absent or too old to check against. */
  readonly bankCodeChecked: boolean;
}

/**
 * Checks a command of right form against settings, clock and bank list. All of these change, so a replay
 * of an accepted command must not depend on the outcome.
 */
export function checkPolicy(
  command: TransferCommand,
  policy: TransferPolicy,
  world: { readonly banks: BankList | null; readonly now: Instant },
): PolicyCheck {
  const rejections: Rejection[] = [];
  const reject = (field: string, code: RejectionCode, message: string): void => {
    rejections.push({ field, code, message });
  };
  if (!policy.currencies.includes(command.currency)) {
    reject('currency', 'currency-not-supported', `must be one of ${policy.currencies.join(', ')}`);
  }
  if (command.amount > policy.transferMinorUnitsMax) {
    const limit = policy.transferMinorUnitsMax.toString();
    reject('amount', 'transfer-limit-exceeded', `must be at most ${limit} minor units`);
  }
  if (command.notAfter !== null && command.notAfter <= world.now) {
    reject('notAfter', 'not-after-passed', 'has passed; an old command is not paid');
  }
  const fault = documentFault(command.payee, policy);
  if (fault !== null) reject(`payee.${fault.field}`, fault.code, fault.message);
  const bankCodeChecked = checkAccount(command.payee, { policy, ...world }, reject);
  return { rejections, bankCodeChecked };
}

type Reject = (field: string, code: RejectionCode, message: string) => void;

/** What is wrong with a document by the settings; null if nothing is. */
export function documentFault(
  { documentType, documentNumber }: Pick<Payee, 'documentType' | 'documentNumber'>,
  { documentTypes }: Pick<TransferPolicy, 'documentTypes'>,
): (Rejection & { readonly field: 'documentType' | 'documentNumber' }) | null {
  const form = documentTypes.get(documentType);
  if (form === undefined) {
    const message = `must be one of ${[...documentTypes.keys()].join(', ')}`;
    return { field: 'documentType', code: 'document-type-not-supported', message };
  }
  if (form !== 'digits' || /^[0-9]+$/.test(documentNumber)) return null;
  const message = 'must be digits alone for this document type';
  return { field: 'documentNumber', code: 'document-number-form', message };
}

function checkAccount(
  payee: Payee,
  world: {
    readonly policy: TransferPolicy;
    readonly banks: BankList | null;
    readonly now: Instant;
  },
  reject: Reject,
): boolean {
  const { bankCode, accountType } = payee;
  const { policy, banks, now } = world;
  if (accountType !== null && !policy.accountTypes.includes(accountType)) {
    const known = policy.accountTypes.join(', ');
    reject('payee.accountType', 'account-type-not-supported', `must be one of ${known}`);
  }
  // A handle names no bank; there is nothing left unchecked.
  if (bankCode === null) return true;
  const limits = { now, maximumAgeMilliseconds: policy.bankListMaximumAgeMilliseconds };
  const check = checkBank(banks, { bankCode, accountType }, limits);
  if (check === 'unknown-bank') {
    reject('payee.bankCode', 'bank-code-unknown', 'must be a bank that Mono pays to');
  }
  if (check === 'unsupported-account-type') {
    reject('payee.accountType', 'account-type-not-supported', 'is not taken by this bank');
  }
  return check !== 'not-checked';
}
