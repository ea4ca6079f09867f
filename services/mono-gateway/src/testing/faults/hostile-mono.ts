import type { MonoFailed, MonoRequest, MonoTransport } from '@riel/mono-client';
import { answerJson, monoError, transferJson, type Answer } from './answers.ts';
import { createFaults, misbehave, noWork } from './create-faults.ts';
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

function answerCreated(
  held: readonly HeldTransfer[],
  { status, echo }: { readonly status: number; readonly echo: Hostility['echo'] },
): Answer {
  return answerJson(status, {
    account_id: held[0]?.accountId,
    transfers: held.map((one) => transferJson(one, echo)),
  });
}

function badMember(body: CreateBody, { refuses, hostility }: HostileMonoOptions): Answer | null {
  const index = body.transfers.findIndex((one) => refuses(one.external_id));
  if (index < 0) return null;
  const path = hostility.namesBadMembers ? `#/transfers/${index}/payee` : null;
  return monoError(422, 'validation_error', path);
}

export function createHostileMono(options: HostileMonoOptions): HostileMono {
  const { random, hostility, now } = options;
  const ledger = createMonoLedger(hostility);
  const byKey = new Map<string, readonly HeldTransfer[]>();
  const late: { readonly at: number; readonly key: string; readonly body: CreateBody }[] = [];
  const log: string[] = [];
  const blindness = { until: 0 };
  let calm = false;

  const work = (key: string, body: CreateBody, visibleAt: number): readonly HeldTransfer[] => {
    const known = byKey.get(key);
    const isForgotten = !calm && hostility.forgetsKeys && random.chance(0.5);
    if (known !== undefined && !isForgotten) return known;
    const created = ledger.create(body, { insertedAt: now(), visibleAt });
    byKey.set(key, created);
    return created;
  };
  const created = (held: readonly HeldTransfer[], status = 201): Answer =>
    answerCreated(held, { status, echo: hostility.echo });
  const misbehaviour = {
    random,
    hostility,
    ledger,
    now,
    work,
    answerCreated: created,
    doLater: (one: (typeof late)[number]) => void late.push(one),
  };
  const create = (request: MonoRequest): Answer | MonoFailed => {
    const body = JSON.parse(Buffer.from(request.body ?? []).toString()) as CreateBody;
    const key = request.headers['x-idempotency-key'] ?? '';
    const isBad = badMember(body, options);
    if (!calm && random.chance(hostility.faults)) {
      const fault = random.pick(createFaults);
      log.push(`${key} ${fault}`);
      // What Mono refuses it never does, and what was refused once may have been an error first.
      const worksOn = isBad === null || byKey.has(key);
      if (worksOn || noWork.has(fault)) return misbehave(fault, { key, body }, misbehaviour);
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
    request: (request) =>
      Promise.resolve(
        request.method === 'POST'
          ? create(request)
          : answerList(request, { random, ledger, hostility, calm, blindness, now: now() }),
      ),
    close: () => Promise.resolve(),
  };
}
