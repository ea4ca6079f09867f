import type { TransferId } from '@riel/schemas';

/** What is known of one transfer, from Mono's books and from the log. */
export interface TransferFacts {
  readonly transferId: TransferId;
  /** Nobody may be paid for it. */
  readonly isForged: boolean;
  /** Ids of Mono's transfers for it in any state but `duplicated`. */
  readonly payments: readonly string[];
  /** Ids of Mono's transfers that the log says it was accepted as; a repeated record counts once. */
  readonly accepted: readonly string[];
  readonly isRefused: boolean;
  readonly isCancelled: boolean;
  /** Where operators see it wait, and why; null if it does not. */
  readonly waiting: { readonly state: string; readonly reason: string | null } | null;
}

/** States in which only a person ends it. */
const forPeople: ReadonlySet<string> = new Set(['refused-after-unknown', 'partly-found']);

/** What is wrong with one transfer, whatever happened; nothing if it is well. */
export function judgePayments(facts: TransferFacts): readonly string[] {
  const { payments, accepted, waiting, isForged, isRefused, isCancelled } = facts;
  const ends = accepted.length + Number(isRefused) + Number(isCancelled);
  const isPaid = payments.length > 0;
  const complaints: readonly (readonly [boolean, string])[] = [
    [payments.length > 1, `was paid ${payments.length} times`],
    [isForged && isPaid, 'was forged and paid'],
    [accepted.length > 0 && payments.length !== 1, 'is accepted and was not paid once'],
    [accepted.some((id) => !payments.includes(id)), 'is bound to another Mono transfer'],
    [isRefused && isPaid, 'is refused and was paid'],
    [isCancelled && isPaid, 'is cancelled and was paid'],
    [ends > 1, `has ${ends} ends`],
    [ends === 0 && waiting === null, 'is neither at an end nor listed as waiting'],
    [waiting !== null && waiting.reason === null, 'waits without a reason'],
  ];
  return complaints
    .filter(([isSo]) => isSo)
    .map(([, complaint]) => `${facts.transferId} ${complaint}`);
}

/** The same once Mono has behaved for a while: nothing waits but for a person. */
export function judgeAtRest(facts: TransferFacts): readonly string[] {
  const { waiting, transferId } = facts;
  const isStuck = waiting !== null && !forPeople.has(waiting.state);
  return [
    ...judgePayments(facts),
    ...(isStuck ? [`${transferId} still waits as ${waiting.state}`] : []),
  ];
}
