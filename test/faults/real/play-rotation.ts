import { setTimeout as wait } from 'node:timers/promises';
import { judgeAtRest, startHttpMono, type HttpMono } from '@riel/mono-gateway/testing';
import { startGateways, type Gateways } from './gateways.ts';
import { createOperator } from './operator.ts';
import { FIRST_KEY, type RealStack } from './real-stack.ts';
import { gatherFacts, untilAtRest } from './rest.ts';
import { runRiel } from './run-riel.ts';
import { requestSteadily } from './steady-requests.ts';
import { until } from './until.ts';

/** What a rotation under load came to. */
export interface RotationVerdict {
  readonly problems: readonly string[];
  readonly transfers: number;
  readonly payments: number;
  /** Requests that Mono got with the key: when `riel keys revoke` had answered, and at the end. */
  readonly oldKeyRequests: { readonly atRevocation: number; readonly atEnd: number };
  readonly newKeyRequests: number;
  readonly offeredPerSecond: number;
  /** The longest time without a creation at Mono, from the switch until a second after revocation. */
  readonly longestRotationPauseMilliseconds: number;
  readonly revokeMilliseconds: number;
}

export interface RotationWish {
  readonly transfersPerSecond: number;
  /** Load before the switch and after the revocation; the rotation between takes what it takes. */
  readonly secondsAround: number;
  /**
   * `in-order`: the new key is activated, then the old one retired, then revoked, as a person would.
   * `at-once`: it is revoked while requests with it are under way, and nobody knows which key is next.
   */
  readonly order: 'in-order' | 'at-once';
  /**
   * How long Mono takes for a creation. If longer than the load allows for, some that are recorded
   * under a key always wait for their turn.
   */
  readonly answerMilliseconds: number;
}

const NEW_KEY = 'mono-2';
const MILLISECONDS = 1_000;
const accounts = ['rotation_1', 'rotation_2', 'rotation_3', 'rotation_4'].map(
  (name) => `acc_${name}`,
);

/** Nothing here is about a Mono that is slow or away. */
const patientSettings = {
  MONO_CONNECT_TIMEOUT_MILLISECONDS: '5000',
  MONO_HEADERS_TIMEOUT_MILLISECONDS: '20000',
  MONO_BODY_TIMEOUT_MILLISECONDS: '20000',
  MONO_TOTAL_TIMEOUT_MILLISECONDS: '20000',
  MONO_SEND_START_MILLISECONDS_MAX: '5000',
  CONSUMER_SESSION_TIMEOUT_MILLISECONDS: '10000',
  // Two lanes each.
  LANES_MAX: '2',
};

function longestPause(times: readonly number[], from: number, to: number): number {
  const within = [from, ...times.filter((time) => time > from && time < to), to];
  return Math.max(...within.map((time, index) => time - (within[index - 1] ?? from)));
}

interface Rotating {
  readonly stack: RealStack;
  readonly mono: HttpMono;
  readonly gateways: Gateways;
}

async function untilKnownEverywhere({ stack, gateways }: Rotating): Promise<void> {
  await until('both gateways know the new key', async () => {
    const known = await Promise.all(
      gateways.httpUrls().map(async (url) => {
        const headers = { authorization: `Bearer ${stack.files.opsKey}` };
        const answer = await fetch(`${url}/admin/keys`, { headers });
        const { keys } = (await answer.json()) as { keys: { id: string; hasFile: boolean }[] };
        return keys.some(({ id, hasFile }) => id === NEW_KEY && hasFile);
      }),
    );
    return known.length === 2 && known.every(Boolean);
  });
}

/** Switches the key and revokes the old one with the commands that a person uses. */
async function rotate({ stack, mono, gateways }: Rotating, { order }: RotationWish) {
  const riel = async (...words: readonly string[]): Promise<void> =>
    await runRiel(words, { url: gateways.httpUrl(), opsKey: stack.files.opsKey });
  const switchedAt = performance.now();
  const activate = async (): Promise<void> => await riel('keys', 'activate', NEW_KEY);
  const revoke = async (): Promise<void> => await riel('keys', 'revoke', FIRST_KEY);
  let askedAt = switchedAt;
  if (order === 'in-order') {
    await activate();
    await riel('keys', 'retire', FIRST_KEY);
    askedAt = performance.now();
  }
  const activated = order === 'at-once' ? activate() : null;
  await revoke();
  const atRevocation = mono.requestsOf(FIRST_KEY);
  mono.revokeKey(FIRST_KEY);
  const revokedAt = performance.now();
  await activated;
  return { switchedAt, atRevocation, revokedAt, revokeMilliseconds: revokedAt - askedAt };
}

/** Rotates the key of Mono's API under load, with two gateways that share the lanes. */
export async function playRotation(stack: RealStack, wish: RotationWish): Promise<RotationVerdict> {
  const mono = await startHttpMono({
    hostility: null,
    answerMilliseconds: wish.answerMilliseconds,
  });
  await stack.forgetLanes();
  const gateways = await startGateways(stack.own.run, {
    ...stack.environmentOf(mono),
    ...patientSettings,
  });
  const rotating = { stack, mono, gateways };
  const operator = createOperator(() => gateways.httpUrl(), stack.files.opsKey);
  const times: number[] = [];
  mono.onCreation(() => void times.push(performance.now()));
  try {
    await stack.addKey(NEW_KEY);
    stack.admitKeys(mono);
    await untilKnownEverywhere(rotating);
    await operator.change(NEW_KEY, 'retire');
    const startedAt = performance.now();
    const { transfersPerSecond: perSecond } = wish;
    const load = requestSteadily(stack, { perSecond, name: 'rotation', monoAccountIds: accounts });
    await until('the old key is used', () => mono.creationsCount > perSecond / 2);
    await wait(wish.secondsAround * MILLISECONDS);
    const { switchedAt, atRevocation, revokedAt, revokeMilliseconds } = await rotate(
      rotating,
      wish,
    );
    await wait(wish.secondsAround * MILLISECONDS);
    const requested = await load.stop();
    const seconds = (performance.now() - startedAt) / MILLISECONDS;
    await untilAtRest({ operator, log: stack.log, requested });
    const facts = await gatherFacts({ mono, operator, log: stack.log, requested });
    return {
      revokeMilliseconds,
      transfers: requested.length,
      payments: mono.ledger.transfers.length,
      problems: facts.flatMap(judgeAtRest),
      oldKeyRequests: { atRevocation, atEnd: mono.requestsOf(FIRST_KEY) },
      newKeyRequests: mono.requestsOf(NEW_KEY),
      offeredPerSecond: requested.length / seconds,
      longestRotationPauseMilliseconds: longestPause(times, switchedAt, revokedAt + MILLISECONDS),
    };
  } finally {
    await gateways.stop();
    await mono.stop();
  }
}
