import type { AnyEvent } from '@riel/schemas';

/*
 * The rules that every run is judged by, where a payment is a Mono transfer in any state but
 * `duplicated`:
 *
 *   1. payments per transfer: at most one
 *   2. exactly one where the log says accepted
 *   3. every transfer is accepted, refused, cancelled or listed as waiting with a reason, whenever one looks
 *   4. once Mono behaves nothing waits but `refused-after-unknown` and `partly-found`, and give-up
 *      ends those
 *
 * And what follows from the words: who is refused or cancelled is not paid, nobody ends in two ways,
 * and a forged request pays nobody. A collection link is judged by the same rules: at most one at Mono.
 */

/** A transfer or a link that the log asks for. */
export interface JudgedOrder {
  readonly id: string;
  readonly kind: 'transfer' | 'link';
  readonly isForged: boolean;
}

/** What an operator sees of something that has not ended. */
export interface Waiting {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
}

/** What the log and the operator's list say at one moment. */
export interface Moment {
  readonly name: string;
  /** Orders that the gateway has read. */
  readonly read: ReadonlySet<string>;
  readonly log: readonly AnyEvent[];
  readonly waiting: readonly Waiting[];
}

/** A run from outside: what Mono holds, what the log says, what is listed. */
export interface JudgedRun {
  readonly orders: readonly JudgedOrder[];
  /** Mono's ids of the payments of an order. */
  readonly paymentsOf: (id: string) => readonly string[];
  /** Mono still misbehaves. */
  readonly hostile: Moment;
  /** Mono behaves, and nothing moves any more. */
  readonly atRest: Moment;
  /** What waited for a person was given up. */
  readonly atEnd: Moment;
}

type Rule = (run: JudgedRun) => readonly string[];

const endings = {
  TransferAccepted: 'accepted',
  TransferRefused: 'refused',
  TransferCancelledByCaller: 'cancelled',
  CollectionLinkCreated: 'accepted',
  CollectionLinkRefused: 'refused',
} as const satisfies Readonly<Partial<Record<AnyEvent['name'], string>>>;

interface Ending {
  readonly id: string;
  readonly eventId: string;
  readonly kind: 'accepted' | 'refused' | 'cancelled';
  readonly monoId: string | null;
}

function endingOf(event: AnyEvent): readonly Ending[] {
  switch (event.name) {
    case 'TransferAccepted': {
      const { transferId: id, eventId, monoTransferId: monoId } = event.value;
      return [{ id, eventId, monoId, kind: endings[event.name] }];
    }
    case 'TransferRefused':
    case 'TransferCancelledByCaller': {
      const { transferId: id, eventId } = event.value;
      return [{ id, eventId, monoId: null, kind: endings[event.name] }];
    }
    case 'CollectionLinkCreated': {
      const { collectionLinkId: id, eventId, monoCollectionLinkId: monoId } = event.value;
      return [{ id, eventId, monoId, kind: endings[event.name] }];
    }
    case 'CollectionLinkRefused': {
      const { collectionLinkId: id, eventId } = event.value;
      return [{ id, eventId, monoId: null, kind: endings[event.name] }];
    }
    default:
      return [];
  }
}

/** Endings of one order; a fact that is said again under its own id is one. */
function endingsOf({ log }: Moment, id: string): readonly Ending[] {
  const all = log.flatMap(endingOf).filter((ending) => ending.id === id);
  return [...new Map(all.map((ending) => [ending.eventId, ending])).values()];
}

const eachOrder =
  (judge: (order: JudgedOrder, run: JudgedRun) => readonly (string | false)[]): Rule =>
  (run) =>
    run.orders.flatMap((order) =>
      judge(order, run)
        .filter((problem) => problem !== false)
        .map((problem) => `${order.kind} ${order.id} ${problem}`),
    );

const paidAtMostOnce = eachOrder(({ id }, { paymentsOf }) => {
  const { length } = paymentsOf(id);
  return [length > 1 && `was paid ${length} times`];
});

const paidWhereAccepted = eachOrder(({ id }, { paymentsOf, atEnd }) => {
  const payments = paymentsOf(id);
  return endingsOf(atEnd, id)
    .filter(({ kind }) => kind === 'accepted')
    .map(({ monoId }) => {
      if (payments.length === 0) return 'is accepted and was not paid';
      return monoId !== payments[0] && 'is bound to another object of Mono';
    });
});

const unpaidWhereNotAccepted = eachOrder(({ id, isForged }, { paymentsOf, atEnd }) => {
  if (paymentsOf(id).length === 0) return [];
  const kinds = new Set(endingsOf(atEnd, id).map(({ kind }) => kind));
  return [
    kinds.has('refused') && 'is refused and was paid',
    kinds.has('cancelled') && 'is cancelled and was paid',
    isForged && 'was forged and paid',
  ];
});

const accountedFor = eachOrder(({ id }, { hostile, atRest, atEnd }) =>
  [hostile, atRest, atEnd].map((moment) => {
    if (!moment.read.has(id) || endingsOf(moment, id).length > 0) return false;
    const listed = moment.waiting.find((one) => one.id === id);
    if (listed === undefined) return `is forgotten ${moment.name}`;
    return listed.reason === null && `waits without a reason ${moment.name}`;
  }),
);

const endsOnce = eachOrder(({ id }, { atEnd }) => {
  const { length } = endingsOf(atEnd, id);
  return [!atEnd.read.has(id) && 'was never read', length !== 1 && `has ${length} ends`];
});

const forPersons: ReadonlySet<string> = new Set(['refused-after-unknown', 'partly-found']);

const nothingElseWaits: Rule = ({ atRest, atEnd }) => [
  ...atRest.waiting
    .filter(({ state }) => !forPersons.has(state))
    .map(({ id, state }) => `${id} waits as ${state} ${atRest.name}`),
  ...atEnd.waiting.map(({ id, state }) => `${id} waits as ${state} ${atEnd.name}`),
];

const rules: readonly Rule[] = [
  paidAtMostOnce,
  paidWhereAccepted,
  unpaidWhereNotAccepted,
  accountedFor,
  endsOnce,
  nothingElseWaits,
];

/** Everything that a run did against the rules; empty if nothing. */
export const judge = (run: JudgedRun): readonly string[] => rules.flatMap((rule) => rule(run));
