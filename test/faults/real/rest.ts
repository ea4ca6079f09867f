import type { HttpMono, TransferFacts } from '@riel/mono-gateway/testing';
import type { TransferId } from '@riel/schemas';
import type { GatewayLog } from './gateway-log.ts';
import type { Operator, WaitingTransfer } from './operator.ts';
import { until } from './until.ts';

/** A transfer that a run requested. */
export interface Requested {
  readonly transferId: TransferId;
  readonly isForged: boolean;
}

interface Watched {
  readonly operator: Operator;
  readonly log: GatewayLog;
  readonly requested: readonly Requested[];
}

const forPeople: ReadonlySet<string> = new Set(['refused-after-unknown', 'partly-found']);
const REST_MILLISECONDS_MAX = 60_000;
const SAID_MILLISECONDS_MAX = 20_000;
const GIVE_UP_MILLISECONDS_MAX = 60_000;

function hasEnd(log: GatewayLog, transferId: TransferId): boolean {
  const { accepted, isRefused, isCancelled } = log.saidOf(transferId);
  return accepted.size > 0 || isRefused || isCancelled;
}

/** Waits until every transfer is at an end or waits for a person; after a minute it is judged as it is. */
export async function untilAtRest({ operator, log, requested }: Watched): Promise<void> {
  const isAtRest = async (): Promise<boolean> => {
    if (requested.every(({ transferId }) => hasEnd(log, transferId))) return true;
    // Asked first: what ends meanwhile is in the log and not in the list any more.
    const waiting = await operator.waiting().catch(() => []);
    const held = new Set(
      waiting.filter(({ state }) => forPeople.has(state)).map(({ transferId }) => transferId),
    );
    return (
      waiting.every(({ state }) => forPeople.has(state)) &&
      requested.every(({ transferId }) => held.has(transferId) || hasEnd(log, transferId))
    );
  };
  await until('all is at rest', isAtRest, REST_MILLISECONDS_MAX).catch(() => undefined);
}

/** Gives up what waits for a person, as soon as that is allowed. Returns how many transfers. */
export async function endWaiting(operator: Operator): Promise<number> {
  const givenUp = new Set<TransferId>();
  const giveUpAll = async (): Promise<boolean> => {
    const waiting = await operator.waiting();
    for (const one of waiting.filter(({ state }) => forPeople.has(state))) {
      if (await operator.giveUp(one)) givenUp.add(one.transferId);
    }
    return waiting.length === 0;
  };
  await until('nothing waits', giveUpAll, GIVE_UP_MILLISECONDS_MAX).catch(() => undefined);
  return givenUp.size;
}

/** What Mono and the log say of each transfer, and where it waits. */
export async function gatherFacts({
  mono,
  operator,
  log,
  requested,
}: Watched & { readonly mono: HttpMono }): Promise<readonly TransferFacts[]> {
  const waiting = new Map<TransferId, WaitingTransfer>(
    (await operator.waiting()).map((one) => [one.transferId, one]),
  );
  // An end that is committed may still be on its way to the log.
  const isSaid = ({ transferId }: Requested): boolean =>
    waiting.has(transferId) || hasEnd(log, transferId);
  await until('ends reach the log', () => requested.every(isSaid), SAID_MILLISECONDS_MAX).catch(
    () => undefined,
  );
  await log.readToEnd();
  return requested.map(({ transferId, isForged }) => {
    const { accepted, isRefused, isCancelled } = log.saidOf(transferId);
    const held = waiting.get(transferId);
    return {
      transferId,
      isForged,
      isRefused,
      isCancelled,
      accepted: [...accepted],
      payments: mono.ledger.paymentsOf(transferId).map(({ id }) => id),
      waiting: held === undefined ? null : { state: held.state, reason: held.reason },
    };
  });
}
