import type { MonoFailed, MonoFailure, MonoRequest, MonoTransport } from '@riel/mono-client';
import { answerJson, monoError, transferJson, type Answer } from './answers.ts';
import type { Hostility } from './hostility.ts';
import {
  createMonoLedger,
  type CreateBody,
  type HeldTransfer,
  type MonoLedger,
} from './mono-ledger.ts';
import type { SeededRandom } from './random.ts';
import { answerList } from './list-answers.ts';

/** Mono as the contract allows it to be at its worst, in one process and on a virtual clock. */
export interface HostileMono extends MonoTransport {
  readonly ledger: MonoLedger;
  /** From now on it behaves. */
  calmDown(): void;
  /** Does what is late and due by now. */
  settleLate(): void;
  readonly log: string[];
}

export interface HostileMonoOptions {
  readonly random: SeededRandom;
  readonly hostility: Hostility;
  /** Microseconds. */
  readonly now: () => number;
  readonly totalTimeoutMilliseconds: number;
  /** Members that Mono refuses whatever comes. */
  readonly refuses: (externalId: string) => boolean;
}

const MICROSECONDS = 1_000;

const failed = (
  failure: MonoFailure,
  requestWasSent: MonoFailed['requestWasSent'],
): MonoFailed => ({
  kind: 'failed',
  failure,
  requestWasSent,
  status: null,
  detail: failure,
  milliseconds: 1,
});

/** What goes wrong with a creation: whether Mono does the work, and what the client hears. */
const createFaults = [
  'refused-connection',
  'reset-without-work',
  'reset-after-work',
  'late-work',
  'error-without-work',
  'error-after-work',
  'unreadable-after-work',
  'conflict',
  'conflict-after-work',
  'too-many',
  'request-timeout',
  'redirect',
  'refusal-without-work',
  'part-of-batch',
  'missing-member',
  'odd-status',
] as const;
type CreateFault = (typeof createFaults)[number];

export function createHostileMono(options: HostileMonoOptions): HostileMono {
  const { random, hostility, now } = options;
  const { forgottenLagMillisecondsMax } = hostility;
  const ledger = createMonoLedger(hostility);
  const byKey = new Map<string, readonly HeldTransfer[]>();
  const late: { readonly at: number; readonly key: string; readonly body: CreateBody }[] = [];
  const log: string[] = [];
  const blindness = { until: 0 };
  let calm = false;

  const lag = (): number => random.whole(0, hostility.lagMillisecondsMax) * MICROSECONDS;
  const work = (key: string, body: CreateBody, visibleAt: number): readonly HeldTransfer[] => {
    const known = byKey.get(key);
    const isForgotten = !calm && hostility.forgetsKeys && random.chance(0.5);
    if (known !== undefined && !isForgotten) return known;
    const created = ledger.create(body, { insertedAt: now(), visibleAt });
    byKey.set(key, created);
    return created;
  };
  const created = (held: readonly HeldTransfer[], status = 201): Answer =>
    answerJson(status, {
      account_id: held[0]?.accountId,
      transfers: held.map((one) => transferJson(one, hostility.echo)),
    });
  const badMember = (body: CreateBody): Answer | null => {
    const index = body.transfers.findIndex((one) => options.refuses(one.external_id));
    if (index < 0) return null;
    const path = hostility.namesBadMembers ? `#/transfers/${index}/payee` : null;
    return monoError(422, 'validation_error', path);
  };
  const misbehave = (fault: CreateFault, key: string, body: CreateBody): Answer | MonoFailed => {
    const seen = now() + lag();
    switch (fault) {
      case 'refused-connection':
        return failed('connection-refused', false);
      case 'reset-without-work':
        return failed('reset-after-sent', random.pick<true | 'unknown'>([true, 'unknown']));
      case 'reset-after-work':
        work(key, body, seen);
        return failed(random.pick(['reset-after-sent', 'headers-timeout']), true);
      case 'late-work':
        late.push({ key, body, at: seen });
        return failed('total-timeout', true);
      case 'error-without-work':
        return monoError(random.pick([500, 502, 503, 504]), 'internal', null);
      case 'error-after-work':
        work(key, body, seen);
        return monoError(random.pick([500, 502, 503, 504]), 'internal', null);
      case 'unreadable-after-work':
        work(key, body, seen);
        return answerJson(200, 'not an object');
      case 'conflict':
        return monoError(409, 'conflict', null);
      case 'conflict-after-work':
        work(key, body, seen);
        return monoError(409, 'conflict', null);
      case 'too-many':
        return { ...monoError(429, 'slow_down', null), headers: { 'retry-after': '2' } };
      case 'request-timeout':
        return monoError(408, 'timeout', null);
      case 'redirect':
        return answerJson(302, {});
      case 'odd-status':
        return monoError(418, 'odd', null);
      case 'refusal-without-work':
        return monoError(422, 'insufficient_funds', null);
      case 'part-of-batch': {
        const some = body.transfers.slice(0, Math.ceil(body.transfers.length / 2));
        const visibleAt = Math.min(seen, now() + forgottenLagMillisecondsMax * MICROSECONDS);
        ledger.create({ ...body, transfers: some }, { insertedAt: now(), visibleAt });
        return monoError(500, 'internal', null);
      }
      case 'missing-member': {
        const held = work(key, body, now());
        return created(held.slice(1), 200);
      }
    }
  };
  const create = (request: MonoRequest): Answer | MonoFailed => {
    const body = JSON.parse(Buffer.from(request.body ?? []).toString()) as CreateBody;
    const key = request.headers['x-idempotency-key'] ?? '';
    const isBad = badMember(body);
    if (!calm && random.chance(hostility.faults)) {
      const fault = random.pick(createFaults);
      log.push(`${key} ${fault}`);
      // What Mono refuses it never does, and what was refused once may have been an error first.
      const worksOn = isBad === null || byKey.has(key);
      if (worksOn || noWork.has(fault)) return misbehave(fault, key, body);
    }
    if (isBad !== null && !byKey.has(key)) return isBad;
    log.push(`${key} works`);
    return created(work(key, body, now()));
  };
  return {
    ledger,
    log,
    calmDown: () => {
      calm = true;
    },
    settleLate: () => {
      for (const one of late.splice(0)) {
        if (one.at <= now()) work(one.key, one.body, now());
        else late.push(one);
      }
    },
    request: async (request) => {
      const answer =
        request.method === 'POST'
          ? create(request)
          : answerList(request, { random, ledger, hostility, calm, blindness, now: now() });
      return await Promise.resolve(answer);
    },
    close: async () => {
      await Promise.resolve();
    },
  };
}

const noWork: ReadonlySet<CreateFault> = new Set([
  'refused-connection',
  'reset-without-work',
  'error-without-work',
  'conflict',
  'too-many',
  'request-timeout',
  'redirect',
  'refusal-without-work',
  'odd-status',
]);
