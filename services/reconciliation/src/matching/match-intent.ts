import type { SubjectSummary } from '@riel/books';
import type { Finding } from './finding.ts';

/** What Mono says of one PSE payment; no personal data. */
export interface IntentSide {
  readonly intentId: string;
  readonly monoAccountId: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly state: string;
  readonly collectionLinkId: string | null;
  readonly ourId: string | null;
  readonly insertedAt: number | null;
  readonly updatedAt: number | null;
}

/** The two sides of a payment: nobody asks for one. */
export interface IntentSides {
  readonly key: string;
  readonly booked: SubjectSummary | null;
  readonly mono: IntentSide | null;
}

const bookedStateOf: Readonly<Record<string, string>> = {
  account_credited: 'collected',
  failed: 'failed',
};

/** Compares what was booked of a PSE payment with what Mono says. Pure and total. */
export function matchIntent(
  { key, booked, mono }: IntentSides,
  edge: { readonly cutOffAt: number },
): readonly Finding[] {
  const finding = (
    kind: Finding['kind'],
    explanation: string,
    more: Partial<Finding> = {},
  ): Finding => ({
    kind,
    subject: key,
    monoTransferId: null,
    amount: mono?.amount ?? booked?.amount ?? 0n,
    currency: mono?.currency ?? booked?.currency ?? '',
    explanation,
    detail: mono?.state ?? 'unlisted',
    remedy: null,
    ...more,
  });
  if (mono === null) {
    if (booked === null) return [];
    return [
      finding(
        'missing-at-mono',
        `The payment is ${booked.state} in the books, and Mono does not know it.`,
      ),
    ];
  }
  const wanted = bookedStateOf[mono.state];
  if ((mono.updatedAt ?? mono.insertedAt ?? 0) > edge.cutOffAt) return [];
  if (wanted === undefined) {
    if (booked === null) return [];
    return [finding('state', `Mono says ${mono.state}, the books say ${booked.state}.`)];
  }
  if (booked === null) {
    const what = `The payment is ${mono.state} at Mono, and the books know nothing of it.`;
    return [finding('missing-here', what, { remedy: 'publish' })];
  }
  if (booked.state !== wanted) {
    const remedy = wanted === 'collected' ? 'publish' : null;
    return [
      finding('state', `Mono says ${mono.state}, the books say ${booked.state}.`, { remedy }),
    ];
  }
  if (booked.amount !== mono.amount || booked.currency !== mono.currency) {
    const amount = mono.amount - booked.amount;
    const text = `Mono says ${mono.amount} ${mono.currency}, the books hold ${booked.amount} ${booked.currency} (minor units).`;
    return [finding('amount', text, { amount, detail: String(amount) })];
  }
  return [];
}
