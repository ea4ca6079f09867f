import { transferJson } from '../faults/answers.ts';
import type { CreateBody, HeldTransfer } from '../faults/mono-ledger.ts';
import { creationFaults, randomOf } from './http-hostility.ts';
import { misbehave, withoutWork, type Creation } from './http-misbehaviour.ts';
import { answerOf, errorOf, type HttpReply } from './http-reply.ts';
import type { HttpWorld } from './http-world.ts';

/** Answers `POST /v1/transfers`. */
export interface HttpCreations {
  create(key: string, body: CreateBody): HttpReply;
  /** Does what is late and due by now. Called before anything is answered. */
  settleLate(): void;
}

const MICROSECONDS = 1_000;
const FORGETS = 0.5;

function refusalOf({ transfers }: CreateBody, { refuses, hostility }: HttpWorld): HttpReply | null {
  const index = transfers.findIndex((one) => refuses(one.external_id));
  if (index < 0) return null;
  const path = hostility.namesBadMembers ? `#/transfers/${index}/payee` : null;
  return errorOf(422, 'validation_error', { path });
}

/** Makes it, knowing no key. */
export function createHttpCreations(world: HttpWorld): HttpCreations {
  const { hostility, ledger, now } = world;
  const done = new Map<string, readonly HeldTransfer[]>();
  const late: Creation[] = [];
  const counts = new Map<string, number>();

  const work = ({ key, body, random }: Creation, visibleAt: number): readonly HeldTransfer[] => {
    const known = done.get(key);
    const isForgotten = !world.isCalm() && hostility.forgetsKeys && random.chance(FORGETS);
    if (known !== undefined && !isForgotten) return known;
    const held = ledger.create(body, { insertedAt: now(), visibleAt });
    done.set(key, held);
    return held;
  };
  const answerCreated = (held: readonly HeldTransfer[]): HttpReply =>
    answerOf(201, {
      account_id: held[0]?.accountId,
      transfers: held.map((one) => transferJson(one, hostility.echo)),
    });
  const isInFlight = (key: string): boolean =>
    !hostility.forgetsKeys && late.some((one) => one.key === key);
  const doLater = (creation: Creation): void => void late.push(creation);
  return {
    settleLate: () => {
      for (const one of late.splice(0)) {
        if (one.lateAt <= now() || world.isCalm()) work(one, now());
        else late.push(one);
      }
    },
    create: (key, body) => {
      const number = (counts.get(key) ?? 0) + 1;
      counts.set(key, number);
      const random = randomOf(hostility.seed, 'create', key, number);
      // Only one that forgets keys has promised a time that it may be kept from keeping.
      const isHeld = hostility.forgetsKeys && world.isStarved();
      const lag = isHeld ? 0 : random.whole(0, hostility.lagMillisecondsMax);
      const creation = { key, body, random, lateAt: now() + lag * MICROSECONDS };
      const refused = done.has(key) ? null : refusalOf(body, world);
      const isFaulty = !world.isCalm() && random.chance(hostility.faults);
      const fault = isFaulty ? random.pick(creationFaults) : null;
      const isPossible = fault !== null && (refused === null || withoutWork.has(fault));
      const did = isPossible ? fault : refused === null ? 'works' : 'refuses';
      world.trail.push(`${key} attempt ${number}: ${isInFlight(key) ? 'in flight' : did}`);
      if (isInFlight(key)) return errorOf(409, 'in_flight');
      if (isPossible) {
        return misbehave(fault, creation, { ...world, work, doLater, answerCreated });
      }
      return refused ?? answerCreated(work(creation, now()));
    },
  };
}
