import { retryClassOf } from '@riel/database';
import {
  authenticate,
  mayUseMonoAccount,
  principalOf,
  problemSchema,
  type HttpServer,
} from '@riel/http';
import { parseInstant, UnavailableError } from '@riel/runtime';
import type { AuthenticatedRequest, CommandApi } from '../http/api.ts';
import { fieldErrorOf, rejectionProblem } from '../http/rejection-problem.ts';
import { unchecked } from '../http/unchecked.ts';
import { whileAvailable } from '../http/while-available.ts';
import type { Rejection } from '../transfers/rejection.ts';
import { accountNotAllowed } from '../transfers/transfer-routes.ts';
import { batchAnswerSchema, batchSchema } from './batch-schemas.ts';
import { readBatch, type BatchMember } from './read-batch.ts';
import { submitAll, submitEach, type MemberOutcome, type ReadMember } from './submit-batch.ts';

const schema = {
  summary: 'Ask for 1 to 1,000 transfers',
  description:
    'Each member has its own idempotency key and is a transfer like any other. atomic and continue ' +
    'speak of acceptance alone. In continue mode look at each result: 202 says that one at least ' +
    'was accepted.',
  tags: ['transfers'],
  body: batchSchema,
  response: {
    202: batchAnswerSchema,
    400: problemSchema,
    401: problemSchema,
    403: problemSchema,
    413: problemSchema,
    422: problemSchema,
    503: problemSchema,
  },
};

const isPassing = (error: unknown): boolean =>
  error instanceof UnavailableError || retryClassOf(error) === 'retry';

/** Registers `POST /v1/transfers/batch`. */
export function registerBatchRoutes(
  server: HttpServer,
  api: CommandApi,
  limits: { readonly bodyBytesMax: number },
): void {
  const options = {
    schema,
    bodyLimit: limits.bodyBytesMax,
    onRequest: authenticate('transfers:write'),
    validatorCompiler: unchecked,
  };
  server.post('/v1/transfers/batch', options, async (request, reply) => {
    const batch = readBatch(request.body, parseInstant);
    if (batch.kind === 'faulty') throw rejectionProblem(batch.faults);
    const members = batch.members.map((member, index) => readMember(request, member, index));
    const ports = { prepare: api.prepare, door: api.door, isPassing };
    const outcomes =
      batch.mode === 'continue'
        ? await submitEach(ports, members)
        : await whileAvailable(api.logger, () => submitAll(ports, members));
    const rejections = outcomes.flatMap((outcome, index) =>
      outcome.kind === 'rejected' ? named(outcome.rejections, index) : [],
    );
    for (const outcome of outcomes) {
      const isDecided = batch.mode === 'continue' || rejections.length === 0;
      if (isDecided && outcome.kind !== 'unavailable') api.count('http', outcome);
    }
    const isNothingTaken = outcomes.every(({ kind }) => kind === 'rejected');
    if (isNothingTaken || (batch.mode === 'atomic' && rejections.length > 0)) {
      throw rejectionProblem(rejections);
    }
    return reply.code(202).send(answerOf(batch.mode, batch.members, outcomes));
  });
}

function readMember(request: AuthenticatedRequest, member: BatchMember, index: number): ReadMember {
  const { idempotencyKey } = member;
  if (member.kind === 'faulty') {
    return { kind: 'rejected', idempotencyKey, rejections: member.faults };
  }
  const principal = principalOf(request);
  const { command } = member;
  if (!mayUseMonoAccount(principal, command.monoAccountId)) {
    const rejections = [accountNotAllowed(`transfers[${index}].`)];
    return { kind: 'rejected', idempotencyKey, rejections };
  }
  const { traceparent } = request;
  const { caller } = principal;
  return {
    kind: 'received',
    received: { caller, idempotencyKey: member.idempotencyKey, command, door: 'http', traceparent },
  };
}

// What was decided on a member alone does not know its place in the batch.
function named(rejections: readonly Rejection[], index: number): readonly Rejection[] {
  const place = `transfers[${index}]`;
  return rejections.map((rejection) => {
    const { field } = rejection;
    if (field?.startsWith(place) === true) return rejection;
    return { ...rejection, field: field === null ? place : `${place}.${field}` };
  });
}

function answerOf(
  mode: string,
  members: readonly BatchMember[],
  outcomes: readonly MemberOutcome[],
) {
  const count = (kind: MemberOutcome['kind']): number =>
    outcomes.filter((outcome) => outcome.kind === kind).length;
  return {
    mode,
    accepted: count('accepted'),
    replayed: count('replayed'),
    rejected: count('rejected'),
    unavailable: count('unavailable'),
    results: outcomes.map((outcome, index) => ({
      index,
      idempotencyKey: members[index]?.idempotencyKey ?? null,
      outcome: outcome.kind,
      ...detailOf(outcome, index),
    })),
  };
}

function detailOf(outcome: MemberOutcome, index: number) {
  if (outcome.kind === 'unavailable') return {};
  if (outcome.kind === 'rejected') {
    return { errors: named(outcome.rejections, index).map(fieldErrorOf) };
  }
  return { transfer: { ...outcome.answer, replayed: outcome.kind === 'replayed' } };
}
