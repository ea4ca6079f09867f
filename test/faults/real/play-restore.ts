import { execFile } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { PostgresServer } from '@riel/local-stack';
import { judgeAtRest, startHttpMono, wellBehaved } from '@riel/mono-gateway/testing';
import { querySql } from '../../support/run-sql.ts';
import { instances, startGateways } from './gateways.ts';
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
const run = promisify(execFile);

/** Copies the data folder of a server, as a backup that was taken in a quiet minute. */
async function copyData(postgres: PostgresServer, to: string): Promise<void> {
  await postgres.stop();
  // With owner and times: the server runs as another user where the tests run as root.
  await run('cp', ['-a', postgres.dataFolder, to]);
  await postgres.start();
}

async function putBack(postgres: PostgresServer, from: string): Promise<void> {
  await rename(postgres.dataFolder, `${from}.forgotten`);
  await rename(from, postgres.dataFolder);
}

/**
 * Puts a copy of the data folder back under a running log and a running Mono that forgets keys: what was
 * paid since the copy is unknown to the database, and would be paid again by whoever believed it.
 */
export async function playRestore(
  stack: RealStack,
  { name, gatewaysRunOn }: { readonly name: string; readonly gatewaysRunOn: boolean },
): Promise<RestoreVerdict> {
  const { postgres, run: ownRun, databaseUrl } = stack.own;
  if (postgres === null) throw new Error('The server must be one that can be stopped');
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
    const copy = `${postgres.dataFolder}.${name}`;
    await copyData(postgres, copy);
    await request(AFTER);
    await untilPaid();
    await request(ON_THEIR_WAY);
    const paid = mono.creationsCount;
    await until('some are on their way', () => mono.creationsCount > paid);
    if (!gatewaysRunOn) await gateways.kill(instances);
    await postgres.stop();
    await putBack(postgres, copy);
    await postgres.start();
    if (!gatewaysRunOn) await gateways.start(instances);
    await untilAtRest({ operator, log: stack.log, requested });
    await stack.log.readByGateways();
    const facts = await gatherFacts({ mono, operator, log: stack.log, requested });
    const recoveries = await querySql<{ reason: string }>(
      databaseUrl,
      'select reason from gateway.recoveries where finished_at is not null',
    );
    return {
      problems: facts.flatMap(judgeAtRest),
      transfers: requested.length,
      payments: mono.ledger.transfers.length,
      noticed: recoveries.map(({ reason }) => reason),
    };
  } finally {
    await gateways.stop();
    await mono.stop();
  }
}
