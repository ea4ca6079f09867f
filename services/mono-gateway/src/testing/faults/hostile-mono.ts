import type { MonoFailed, MonoRequest, MonoTransport } from '@riel/mono-client';
import {
  answerJson,
  kindOf,
  linkJson,
  monoError,
  transferJson,
  type Answer,
  type Kind,
} from './answers.ts';
import {
  createFaults,
  isIdle,
  misbehave,
  type CreateFault,
  type Creation,
  type Misbehaviour,
} from './create-faults.ts';
import { drawLag, type Hostility } from './hostility.ts';
import { answerList } from './list-answers.ts';
import { createMonoLedger, type CreateBody, type HeldTransfer } from './mono-ledger.ts';
import type { SeededRandom } from './random.ts';

/** Mono as the contract allows it to be at its worst, in one process and on a virtual clock. */
export interface HostileMono extends MonoTransport {
  readonly ledger: ReturnType<typeof createMonoLedger>;
  readonly links: ReturnType<typeof createMonoLedger>;
  /** From now on it behaves. */
  calmDown(): void;
}

export interface HostileMonoOptions {
  readonly random: SeededRandom;
  readonly hostility: Hostility;
  /** Microseconds. */
  readonly now: () => number;
  /** Has something done at a later time. */
  readonly schedule: (at: number, work: () => void) => void;
  /** Members that Mono refuses whatever comes. */
  readonly refuses: (externalId: string) => boolean;
  /** Told of each misbehaviour that had an effect. */
  readonly count?: (name: string) => void;
  /** Told of each creation, in words. */
  readonly note?: (line: string) => void;
}

const MICROSECONDS = 1_000;
/** States in which a synchronous answer may show what was created. */
const states = ['created', 'created', 'pending_otp', 'in_progress', 'cancelled'] as const;

/** One endpoint's objects and keys. */
interface Shelf {
  readonly kind: Kind;
  readonly ledger: ReturnType<typeof createMonoLedger>;
  readonly byKey: Map<string, readonly HeldTransfer[]>;
  /** Keys whose work is under way. */
  readonly underWay: Set<string>;
}

interface Mono extends HostileMonoOptions {
  readonly count: (name: string) => void;
  readonly note: (line: string) => void;
  readonly shelves: Readonly<Record<Kind, Shelf>>;
  isCalm: boolean;
}

export function createHostileMono(options: HostileMonoOptions): HostileMono {
  const { hostility, random, now } = options;
  const shelfOf = (kind: Kind, ledger: Shelf['ledger']): Shelf => ({
    kind,
    ledger,
    byKey: new Map(),
    underWay: new Set(),
  });
  const ledger = createMonoLedger(hostility);
  // Mono has no state of a link that says that it is the repetition of another.
  const links = createMonoLedger({ duplicates: 'second-payment' }, 'clink');
  const mono: Mono = {
    count: () => undefined,
    note: () => undefined,
    ...options,
    shelves: { transfers: shelfOf('transfers', ledger), links: shelfOf('links', links) },
    isCalm: false,
  };
  const blindness = { until: 0 };
  const list = (request: MonoRequest): Answer | MonoFailed =>
    answerList(request, {
      random,
      hostility,
      blindness,
      ledger: mono.shelves[kindOf(request)].ledger,
      calm: mono.isCalm,
      now: now(),
      count: mono.count,
    });
  return {
    ledger,
    links,
    calmDown: () => {
      mono.isCalm = true;
    },
    request: (request) =>
      Promise.resolve(request.method === 'POST' ? create(request, mono) : list(request)),
    close: () => Promise.resolve(),
  };
}

function readCreation(request: MonoRequest): Creation {
  const key = request.headers['x-idempotency-key'] ?? '';
  const body = JSON.parse(Buffer.from(request.body ?? []).toString()) as CreateBody;
  if (kindOf(request) === 'transfers') return { key, body };
  const link = body as unknown as CreateBody['transfers'][number];
  return { key, body: { account_id: body.account_id, transfers: [link] } };
}

function create(request: MonoRequest, mono: Mono): Answer | MonoFailed {
  const { random, hostility, now, count, note } = mono;
  const shelf = mono.shelves[kindOf(request)];
  const creation = readCreation(request);
  const { key, body } = creation;
  const isKnown = shelf.byKey.has(key);
  if (!mono.isCalm && shelf.underWay.has(key) && random.chance(0.7)) {
    count('conflict in flight');
    note(`${key} conflict in flight`);
    return monoError(409, 'conflict', null);
  }
  if (!mono.isCalm && isKnown && random.chance(hostility.refusesRepeats)) {
    count('repeat refused');
    note(`${key} repeat refused`);
    return monoError(422, 'insufficient_funds', null);
  }
  // What Mono refuses it never does, and what was refused once may have been an error first.
  const refusal = isKnown ? null : badMember(body, mono);
  const fault = drawFault(creation, { shelf, mono, canWork: refusal === null });
  if (fault !== null) {
    note(`${key} ${fault}`);
    countFault(fault, { shelf, mono });
    return misbehave(fault, creation, misbehaviourOf(shelf, mono));
  }
  if (refusal !== null) {
    count('bad member refused');
    return refusal;
  }
  note(`${key} works`);
  if (shelf.kind === 'links') count('link: created');
  const lag = mono.isCalm ? 0 : drawLag(random, hostility, hostility.lagMillisecondsMax);
  const seen = now() + lag * MICROSECONDS;
  return answerCreated(work(creation, { shelf, mono, seen }), { shelf, mono });
}

function badMember(body: CreateBody, { refuses, hostility }: Mono): Answer | null {
  const index = body.transfers.findIndex((one) => refuses(one.external_id));
  if (index < 0) return null;
  const path = hostility.namesBadMembers ? `#/transfers/${index}/payee` : null;
  return monoError(422, 'validation_error', path);
}

interface At {
  readonly shelf: Shelf;
  readonly mono: Mono;
}

function drawFault(
  { body }: Creation,
  { shelf, mono, canWork }: At & { readonly canWork: boolean },
): CreateFault | null {
  const { random, hostility } = mono;
  if (mono.isCalm || !random.chance(hostility.faults)) return null;
  const fault = random.pick([...createFaults, ...hostility.favours]);
  if (!canWork && !isIdle(fault)) return null;
  // Neither a single one nor a link has parts or strangers beside it.
  const isOfBatch = fault === 'part-of-batch';
  if (isOfBatch && body.transfers.length < 2) return 'error-after-work';
  const isOfTransfers = /(?:batch|member)$/.test(fault);
  return isOfTransfers && shelf.kind === 'links' ? 'unreadable-after-work' : fault;
}

function countFault(fault: CreateFault, { shelf, mono }: At): void {
  const { hostility, count } = mono;
  count(fault);
  if (isIdle(fault)) return;
  if (shelf.kind === 'links') count('link: answer lost');
  if (hostility.forgetsKeys || fault === 'part-of-batch') count('answer lost and key forgotten');
}

/** Does what was asked: once per key, unless it forgets keys. */
function work(
  { key, body }: Creation,
  { shelf, mono, seen }: At & { readonly seen: number },
): readonly HeldTransfer[] {
  const { random, hostility, now } = mono;
  const known = shelf.byKey.get(key);
  const isForgotten = !mono.isCalm && hostility.forgetsKeys && random.chance(0.5);
  if (known !== undefined && !isForgotten) return known;
  const state = random.pick(states);
  const created = shelf.ledger.create(body, { insertedAt: now(), visibleAt: seen, state });
  shelf.byKey.set(key, created);
  return created;
}

function misbehaviourOf(shelf: Shelf, mono: Mono): Misbehaviour {
  const { random, hostility, now } = mono;
  return {
    random,
    hostility,
    now,
    ledger: shelf.ledger,
    work: (creation, seen) => work(creation, { shelf, mono, seen }),
    doLater: (creation, at) => {
      const gap = hostility.forgottenLagMillisecondsMax * MICROSECONDS;
      if (at - now() > gap) mono.count('works late, long after the gap');
      shelf.underWay.add(creation.key);
      mono.schedule(at, () => {
        shelf.underWay.delete(creation.key);
        work(creation, { shelf, mono, seen: now() });
      });
    },
    answerCreated: (held, extra) => answerCreated(held, { shelf, mono, extra }),
  };
}

function answerCreated(
  held: readonly HeldTransfer[],
  { shelf, mono, extra }: At & { readonly extra?: 'foreign' | 'silent' | undefined },
): Answer {
  const [first] = held;
  if (shelf.kind === 'links') return answerJson(201, first === undefined ? {} : linkJson(first));
  const shown = held.map((one) => transferJson(one, mono.hostility.echo));
  if (extra === 'silent') {
    const silent = shown.map((one) => ({ ...one, external_id: null, entity_id: null }));
    return answerJson(201, { account_id: first?.accountId, transfers: silent });
  }
  const stranger =
    first === undefined || extra === undefined
      ? []
      : [
          transferJson(
            { ...first, id: `${first.id.slice(0, -1)}x`, externalId: 'foreign' },
            'both',
          ),
        ];
  return answerJson(201, { account_id: first?.accountId, transfers: [...shown, ...stranger] });
}
