import type { Instant, MinorUnits, MonoAccountId } from '@riel/schemas';

/** Which amounts a payer may pay, in Mono's words. */
export const amountValidations = ['free', 'fixed', 'can_be_less', 'can_be_greater'] as const;
/** How often a link can be paid. */
export const usageTypes = ['single_use', 'reusable'] as const;

/** Who is asked to pay, and the free text that goes with it: personal data, which leaves only sealed. */
export interface Payer {
  readonly name: string | null;
  /** Given together with the number. */
  readonly documentType: string | null;
  readonly documentNumber: string | null;
  readonly email: string | null;
  readonly phoneNumber: string | null;
  readonly reference: string | null;
}

/** The wish for a link over which money is collected by PSE. */
export interface LinkCommand {
  /** Mono account that receives. */
  readonly monoAccountId: MonoAccountId;
  /** Above zero. What is paid, and booked, may differ where `amountValidation` lets it. */
  readonly amount: MinorUnits;
  readonly currency: string;
  readonly amountValidation: (typeof amountValidations)[number] | null;
  readonly usageType: (typeof usageTypes)[number] | null;
  readonly expiresAt: Instant | null;
  readonly redirectUrl: string | null;
  readonly payer: Payer | null;
}

/** What stands in the request where the command says nothing: Mono's own defaults. */
export const linkDefaults = { amountValidation: 'free', usageType: 'single_use' } as const;
