import { judgeAtRest, startHttpMono, wellBehaved } from '@riel/mono-gateway/testing';
import { instances, startGateways } from './gateways.ts';
import { takeCopy, type CopyWay } from './older-copies.ts';
import { createOperator } from './operator.ts';
import { readNoticed, type RestoreVerdict } from './play-restore.ts';
import type { RealStack } from './real-stack.ts';
import { gatherFacts, untilAtRest } from './rest.ts';
import { requestSome } from './steady-requests.ts';
import { until } from './until.ts';

/** The same as of any copy, and whether the log had told that something happened since. */
export interface CopyBeforeAttemptsVerdict extends RestoreVerdict {
  readonly hasLogMoved: boolean;
}

const TRANSFERS = 12;
/** So long Mono keeps silent about what it has done: the log cannot move on meanwhile. */
const SILENCE_MILLISECONDS = 3_000;
const settings = {
  MONO_HEADERS_TIMEOUT_MILLISECONDS: String(2 * SILENCE_MILLISECONDS),
  MONO_BODY_TIMEOUT_MILLISECONDS: String(2 * SILENCE_MILLISECONDS),
  MONO_TOTAL_TIMEOUT_MILLISECONDS: String(2 * SILENCE_MILLISECONDS),
};

/**
 * Copies the database when requests were read and not yet attempted, and puts the copy back when Mono
 * has paid them all and nobody has said so: broker, log and copy are of one mind that nothing happened.
 * Mono forgets keys, so whoever believes them pays again.
 */
export async function playCopyBeforeAttempts(
  stack: RealStack,
  { name, way }: { readonly name: string; readonly way: CopyWay },
): Promise<CopyBeforeAttemptsVerdict> {
  const { log } = stack;
  const hostility = { ...wellBehaved, forgetsKeys: true };
  const mono = await startHttpMono({ hostility, answerMilliseconds: SILENCE_MILLISECONDS });
  stack.admitKeys(mono);
  await stack.forgetLanes();
  const environment = { ...stack.environmentOf(mono), ...settings };
  const gateways = await startGateways(stack.own.run, environment);
  const operator = createOperator(() => gateways.httpUrl(), stack.files.opsKey);
  try {
    await operator.pauseAll();
    const monoAccountIds = [`acc_${name}_1`, `acc_${name}_2`];
    const requested = await requestSome(stack, { name, monoAccountIds, count: TRANSFERS });
    await log.readByGateways();
    await gateways.kill(instances);
    const copy = await takeCopy(stack, { name, way });
    const before = await log.count();
    await gateways.start(instances);
    await operator.resumeAll();
    await until('all are paid', () => mono.creationsCount >= TRANSFERS);
    await gateways.kill(instances);
    const hasLogMoved = (await log.count()) !== before;
    await copy.putBack();
    await gateways.start(instances);
    await operator.resumeAll();
    await untilAtRest({ operator, log, requested });
    const facts = await gatherFacts({ mono, operator, log, requested });
    return {
      hasLogMoved,
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
