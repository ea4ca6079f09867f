import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { World } from '../core/world.ts';
import { hangUp, strikesEarly } from '../faults/early-faults.ts';
import type { RequestKind } from '../faults/fault-rule.ts';
import type { FaultSubject } from '../faults/faults.ts';
import type { IdempotencyKeys, KeptAnswer } from './idempotency.ts';
import { problem } from './mono-error.ts';

/** What a creating endpoint does with a body; throws `MonoProblem` if it creates nothing. */
export interface CreationRoute {
  readonly kind: RequestKind;
  /** Ids of ours in the body, by which faults are bound to it. */
  externalIds(body: unknown): readonly string[];
  create(body: unknown): KeptAnswer;
}

/** Longest key that is taken. Its form is not checked: the two published rules contradict each other. */
const KEY_LENGTH_MAX = 255;
const DEFAULT_SLOW_MILLISECONDS = 1_000;
const CONFLICT = 'idempotency_conflict';

function keyOf(request: FastifyRequest): string | null {
  const header = request.headers['x-idempotency-key'];
  if (typeof header !== 'string') return null;
  if (header === '' || header.length > KEY_LENGTH_MAX) {
    throw problem(400, 'invalid_format', 'The idempotency key has 1 to 255 characters.');
  }
  return header;
}

function parseBody(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString());
  } catch {
    throw problem(400, 'validation_error', 'The body is not JSON.');
  }
}

const send = (reply: FastifyReply, { status, body }: KeptAnswer): FastifyReply =>
  reply.code(status).type('application/json').send(body);

/** The answer that a fault puts in place of the true one, after the commit; null if none strikes. */
function spoiltAnswer(
  world: World,
  reply: FastifyReply,
  subject: FaultSubject,
): FastifyReply | null {
  if (world.faults.strike('drop-answer', subject) !== null) return hangUp(reply);
  const failed = world.faults.strike('fail-after-commit', subject);
  if (failed !== null) throw problem(failed.status ?? 500, 'internal_error', 'Server failure.');
  if (world.faults.strike('unreadable-answer', subject) !== null) {
    return reply.code(200).type('text/html').send('<html>gateway</html>');
  }
  if (world.faults.strike('redirect', subject) !== null) {
    return reply.code(307).header('location', '/v1/elsewhere').send('');
  }
  return null;
}

/**
 * Answers a creation: the key is looked up before the body is judged, as Mono does; the answer of a
 * request that took effect is kept under it. A refused request keeps nothing, so it can be corrected.
 */
export function creationHandler(world: World, keys: IdempotencyKeys, route: CreationRoute) {
  const { faults } = world;
  const pauseFor = async (kind: 'slow-commit' | 'slow-answer', subject: FaultSubject) => {
    const rule = faults.strike(kind, subject);
    if (rule !== null) await wait(rule.delayMilliseconds ?? DEFAULT_SLOW_MILLISECONDS);
  };
  const finish = (key: string | null, answer: KeptAnswer, subject: FaultSubject): void => {
    if (key === null) return;
    if (faults.strike('forget-key', subject) === null) keys.finish(key, answer);
    else keys.forget(key);
  };

  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const raw = request.body as Buffer;
    const body = parseBody(raw);
    const subject = { on: route.kind, externalIds: route.externalIds(body) };
    if (strikesEarly(faults, subject) === 'hang-up') return hangUp(reply);
    const key = keyOf(request);
    const known = key === null ? { kind: 'new' as const } : keys.begin(key, raw);
    if (known.kind === 'answered') return send(reply, known.answer);
    if (known.kind !== 'new') {
      throw problem(409, CONFLICT, 'The idempotency key is in use or was used for another body.');
    }
    let answer: KeptAnswer;
    try {
      if (faults.strike('conflict', subject) !== null) {
        throw problem(409, CONFLICT, 'The idempotency key is in use.');
      }
      await pauseFor('slow-commit', subject);
      answer = route.create(body);
    } catch (error) {
      if (key !== null) keys.forget(key);
      throw error;
    }
    await pauseFor('slow-answer', subject);
    finish(key, answer, subject);
    return spoiltAnswer(world, reply, subject) ?? send(reply, answer);
  };
}
