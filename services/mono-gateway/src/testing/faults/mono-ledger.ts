import type { Hostility } from './hostility.ts';

/** A transfer, or a collection link, as the hostile Mono keeps it. */
export interface HeldTransfer {
  readonly id: string;
  readonly externalId: string;
  readonly accountId: string;
  readonly batchId: string;
  readonly amount: number;
  readonly state: string;
  /** Microseconds. */
  readonly insertedAt: number;
  /** From when on lists show it. */
  readonly visibleAt: number;
}

/** A request's body, as far as this Mono reads it. */
export interface CreateBody {
  readonly account_id: string;
  readonly transfers: readonly {
    readonly external_id: string;
    readonly amount: { readonly amount: number };
  }[];
}

/** When and how something is created. */
export interface CreatedWhen {
  /** Microseconds. */
  readonly insertedAt: number;
  readonly visibleAt: number;
  /** `created` unless said otherwise. */
  readonly state?: string;
}

/** What Mono holds: the truth that a run is judged by. */
export interface MonoLedger {
  readonly transfers: readonly HeldTransfer[];
  create(body: CreateBody, when: CreatedWhen): readonly HeldTransfer[];
  visible(at: number): readonly HeldTransfer[];
  /** Payments of a transfer: Mono's transfers in any state but `duplicated`. */
  paymentsOf(externalId: string): readonly HeldTransfer[];
}

/** Makes an empty one. */
export function createMonoLedger(
  { duplicates }: Pick<Hostility, 'duplicates'>,
  prefix: 'trn' | 'clink' = 'trn',
): MonoLedger {
  const transfers: HeldTransfer[] = [];
  const paymentsOf = (externalId: string): readonly HeldTransfer[] =>
    transfers.filter((one) => one.externalId === externalId && one.state !== 'duplicated');
  return {
    transfers,
    paymentsOf,
    visible: (at) => transfers.filter(({ visibleAt }) => visibleAt <= at),
    create: (body, { insertedAt, visibleAt, state = 'created' }) => {
      const batchId = `bat_${String(transfers.length).padStart(22, '0')}`;
      const created = body.transfers.map((wish, index): HeldTransfer => {
        const isKnown = paymentsOf(wish.external_id).length > 0;
        const number = String(transfers.length + index).padStart(22, '0');
        return {
          id: `${prefix}_${number}`,
          externalId: wish.external_id,
          accountId: body.account_id,
          batchId,
          amount: wish.amount.amount,
          state: isKnown && duplicates === 'state-duplicated' ? 'duplicated' : state,
          insertedAt,
          visibleAt,
        };
      });
      transfers.push(...created);
      return created;
    },
  };
}
