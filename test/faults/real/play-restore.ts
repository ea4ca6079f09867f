import { judgeAtRest, startHttpMono, wellBehaved } from '@riel/mono-gateway/testing';
import { querySql } from '../../support/run-sql.ts';
import { instances, startGateways } from './gateways.ts';
import { takeCopy } from './older-copies.ts';
import { createOperator } from './operator.ts';
import type { RealStack } from './real-stack.ts';
import { gatherFacts, untilAtRest, type Requested } from './rest.ts';
import { requestSome } from './steady-requests.ts';
import { until } from './until.ts';

/** What putting an older data folder back came to. */
export interface RestoreVerdict {
  readonly problems: readonly string[];
  readonly transfers: number;
  readonly payments: number;
  /** Why the gateway says that the database has forgotten; one for each time it noticed. */
  readonly noticed: readonly string[];
}

const BEFORE = 6;
const AFTER = 12;
const ON_THEIR_WAY = 8;

/**
 * Puts a copy of the data folder back under a running log and a running Mono that forgets keys: what was
 * paid since the copy is unknown to the database, and would be paid again by whoever believed it.
 */
export async function playRestore(
  stack: RealStack,
  { name, gatewaysRunOn }: { readonly name: string; readonly gatewaysRunOn: boolean },
): Promise<RestoreVerdict> {
  const { run: ownRun } = stack.own;
  const mono = await startHttpMono({ hostility: { ...wellBehaved, forgetsKeys: true } });
  stack.admitKeys(mono);
  await stack.forgetLanes();
  const gateways = await startGateways(ownRun, stack.environmentOf(mono));
  const operator = createOperator(() => gateways.httpUrl(), stack.files.opsKey);
  const monoAccountIds = [`acc_${name}_1`, `acc_${name}_2`];
  const requested: Requested[] = [];
  const request = async (count: number): Promise<void> => {
    const from = requested.length;
    requested.push(...(await requestSome(stack, { name, monoAccountIds, count, from })));
  };
  const untilPaid = async (): Promise<void> =>
    await until('all is accepted', () =>
      requested.every(({ transferId }) => stack.log.saidOf(transferId).accepted.size > 0),
    );
  try {
    await request(BEFORE);
    await untilPaid();
    const copy = await takeCopy(stack, { name, way: 'data-folder' });
    await request(AFTER);
    await untilPaid();
    await request(ON_THEIR_WAY);
    const paid = mono.creationsCount;
    await until('some are on their way', () => mono.creationsCount > paid);
    if (!gatewaysRunOn) await gateways.kill(instances);
    await copy.putBack();
    if (!gatewaysRunOn) await gateways.start(instances);
    await untilAtRest({ operator, log: stack.log, requested });
    await stack.log.readByGateways();
    const facts = await gatherFacts({ mono, operator, log: stack.log, requested });
    return {
      problems: facts.flatMap(judgeAtRest),
      transfers: requested.length,
      payments: mono.ledger.transfers.length,
      noticed: await readNoticed(stack),
    };
  } finally {
    await gateways.stop();
    await mono.stop();
  }
}

/** Why gateways say that the database may have forgotten, each time they did; waits until lanes are open again. */
export async function readNoticed({ own }: RealStack): Promise<readonly string[]> {
  let noticed: readonly { readonly reason: string; readonly is_open: boolean }[] = [];
  await until('lanes are open again', async () => {
    noticed = await querySql(
      own.databaseUrl,
      `select reason, finished_at is null as is_open from gateway.recoveries
        order by recovery_number`,
    );
    return noticed.every((one) => !one.is_open);
  });
  return noticed.map(({ reason }) => reason);
}
