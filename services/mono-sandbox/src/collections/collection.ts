import type { Instant } from '@riel/ids';
import type { SandboxAccount } from '../accounts/account-book.ts';
import type { Charge } from '../accounts/tariff.ts';

export const amountValidations = ['free', 'fixed', 'can_be_less', 'can_be_greater'] as const;
export const usageTypes = ['single_use', 'reusable'] as const;
export const intentStates = [
  'created',
  'in_progress',
  'approved_in_provider',
  'account_credited',
  'failed',
] as const;

export type IntentState = (typeof intentStates)[number];

/** Who pays. */
export interface Payer {
  readonly documentNumber: string | null;
  readonly documentType: string | null;
  readonly email: string | null;
  readonly name: string | null;
}

export interface SandboxLink {
  readonly id: string;
  readonly account: SandboxAccount;
  readonly amount: number;
  readonly amountValidation: (typeof amountValidations)[number];
  readonly expiresAt: Instant | null;
  readonly externalId: string | null;
  readonly insertedAt: Instant;
  readonly payer: Payer | null;
  readonly redirectUrl: string | null;
  readonly reference: string | null;
  readonly usageType: (typeof usageTypes)[number];
  enabled: boolean;
}

export interface SandboxIntent {
  readonly id: string;
  readonly account: SandboxAccount;
  readonly link: SandboxLink | null;
  readonly amount: number;
  readonly bankCode: string;
  readonly insertedAt: Instant;
  readonly payer: Payer | null;
  readonly reference: string | null;
  readonly transactionId: string;
  updatedAt: Instant;
  state: IntentState;
  providerMessage: string | null;
  charge: Charge;
}
