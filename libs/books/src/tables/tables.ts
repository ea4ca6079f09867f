import type { Rounding } from '@riel/money';

/** Kind of a ledger account. */
export type AccountType = 'asset' | 'liability' | 'equity' | 'income' | 'expense';

/** One line of the chart of accounts: a code, or a pattern with `<rail>` and `<account>` in it. */
export interface ChartAccount {
  /** Segments joined by `:`, each a word or a parameter: `clearing:<rail>:<account>`. */
  readonly pattern: string;
  readonly type: AccountType;
  readonly normalSide: 'debit' | 'credit';
  /** Code in the Colombian chart of accounts (PUC), digits. */
  readonly puc: string;
  /** Name in beancount, with the same parameters as the pattern. */
  readonly beancount: string;
  /** Name that people read. */
  readonly name: string;
}

/**
 * What happens to a tariff component when the transfer does not end as settled.
 *
 * - `kept`: it is charged all the same
 * - `refunded`: it is not charged, or given back together with the amount
 * - `receivable`: it was debited and is owed to us until it comes back (`receivable:refunds`)
 */
export type Refund = 'kept' | 'refunded' | 'receivable';

/** How the amount of a component is found. */
export type Charge =
  | { readonly kind: 'fixed'; readonly amount: bigint }
  | {
      readonly kind: 'rate';
      /** `amount` and names of components that stand before this one; their sum is the base. */
      readonly of: readonly string[];
      readonly numerator: bigint;
      readonly denominator: bigint;
    };

/** One part of what a transfer costs, rounded on its own. */
export interface TariffComponent {
  /** Unique within its tariff. */
  readonly name: string;
  readonly kind: 'fee' | 'iva' | 'gmf' | 'other';
  readonly charge: Charge;
  readonly rounding: Rounding;
  /** Ledger account that is debited; `<rail>` becomes the actual rail. */
  readonly account: string;
  /** Taken from the Mono account with the transfer, or owed (`liabilities:fees-payable`). */
  readonly debited: 'at-once' | 'by-invoice';
  /** Whether it is a cost, or deductible once the invoice has come. */
  readonly treatment: 'cost' | 'deductible-pending-invoice';
  readonly refund: {
    readonly declinedAtOrigin: Refund;
    readonly declinedAtDestination: Refund;
    readonly reversed: Refund;
  };
}

/** What one rail costs on one Mono account from a day on. */
export interface Tariff {
  /** A Mono account, or `*` for every one that has no tariff of its own for the rail. */
  readonly monoAccount: string;
  readonly rail: string;
  /** First day, YYYY-MM-DD in America/Bogota. */
  readonly effectiveFrom: string;
  readonly currency: string;
  readonly components: readonly TariffComponent[];
}

/** Where the money of a declined transfer is. */
export type ReturnOfDeclined = 'never-debited' | 'account-credited';

/** Names the counter account of credits; the first rule that fits decides. */
export interface CreditRule {
  /** Mono's type of the credit; null fits every type. */
  readonly creditType: string | null;
  /** Keyed hash of the payer's document; null fits every payer. */
  readonly thirdPartyId: string | null;
  readonly account: string;
}

/** What holds for one Mono account. */
export interface MonoAccountRules {
  /** A Mono account, or `*` for every one that has no rules of its own. */
  readonly monoAccount: string;
  /** When Mono takes the money: explains the live balance, moves no entry. */
  readonly debitedAt: 'acceptance' | 'settlement';
  readonly returnOfDeclined: {
    readonly origin: ReturnOfDeclined;
    readonly destination: ReturnOfDeclined;
  };
  /** Which bank declined, by Mono's `declination_reason`. A reason that is not here is marked. */
  readonly declinationReasons: Readonly<Record<string, 'origin' | 'destination'>>;
  /** Counter account of transfers that were not requested through Riel; null: suspense. */
  readonly dashboardCounterAccount: string | null;
  /** True if the account pays no GMF. */
  readonly gmfExempt: boolean;
  readonly credits: readonly CreditRule[];
}

/** Chart of accounts, tariffs and rules per Mono account: what decides how a fact is booked. */
export interface Tables {
  /** Words for people, such as what the tables are meant for. */
  readonly notice: string | null;
  readonly accounts: readonly ChartAccount[];
  /** Rails that are known, `pse` among them. */
  readonly rails: readonly string[];
  readonly monoAccounts: readonly MonoAccountRules[];
  readonly tariffs: readonly Tariff[];
}
