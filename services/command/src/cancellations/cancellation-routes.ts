import {
  authenticate,
  mayUseMonoAccount,
  principalOf,
  problem,
  problemSchema,
  type HttpServer,
} from '@riel/http';
import { parseTransferId } from '@riel/ids';
import { formatInstant } from '@riel/runtime';
import { Type } from 'typebox';
import type { CommandApi } from '../http/api.ts';
import { refuseQuery } from '../http/query-parameters.ts';
import { rejectionProblem } from '../http/rejection-problem.ts';
import { unchecked } from '../http/unchecked.ts';
import { whileAvailable } from '../http/while-available.ts';
import { createFieldReader } from '../transfers/field-reader.ts';
import type { Rejection } from '../transfers/rejection.ts';
import { accountNotAllowed } from '../transfers/transfer-routes.ts';
import { requestCancellation } from './request-cancellation.ts';

const reasonForm = {
  lengthMin: 1,
  lengthMax: 64,
  pattern: /^[a-z0-9][a-z0-9_-]*$/,
  description: 'a stable code of 1 to 64 characters of a-z, 0-9, - and _',
};

const schema = {
  summary: 'Ask to cancel a transfer',
  description:
    '202 says asked, not cancelled: the gateway decides, and cancels only what was never sent. ' +
    'Asking again gets the first answer again.',
  tags: ['transfers'],
  params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
  body: Type.Optional(
    Type.Object({ reason: Type.Optional(Type.String()) }, { additionalProperties: false }),
  ),
  response: {
    202: Type.Object({
      transferId: Type.String({ format: 'uuid' }),
      status: Type.Literal('cancellation-requested'),
      requestedAt: Type.String(),
      replayed: Type.Boolean(),
    }),
    400: problemSchema,
    401: problemSchema,
    403: problemSchema,
    404: problemSchema,
    503: problemSchema,
  },
};

/** Registers `POST /v1/transfers/{id}/cancel`. */
export function registerCancellationRoutes(server: HttpServer, api: CommandApi): void {
  const options = {
    schema,
    onRequest: authenticate('transfers:write'),
    validatorCompiler: unchecked,
  };
  server.post('/v1/transfers/:id/cancel', options, async (request, reply) => {
    refuseQuery(request.query);
    const reason = readReason(request.body);
    const transferId = parseTransferId(request.params.id);
    if (transferId === null) throw notFound();
    const principal = principalOf(request);
    const outcome = await whileAvailable(api.logger, () =>
      requestCancellation(api.cancellations, {
        transferId,
        caller: principal.caller,
        reason,
        traceparent: request.traceparent,
        mayUse: (monoAccountId) => mayUseMonoAccount(principal, monoAccountId),
      }),
    );
    if (outcome.kind === 'unknown-transfer') throw notFound();
    if (outcome.kind === 'account-not-allowed') throw rejectionProblem([accountNotAllowed('')]);
    if (outcome.kind === 'asked') api.onCommitted();
    const isReplay = outcome.kind === 'replayed';
    reply.header('location', `${api.queryBaseUrl}/v1/transfers/${transferId}`);
    if (isReplay) reply.header('idempotent-replayed', 'true');
    return reply.code(202).send({
      transferId,
      status: 'cancellation-requested',
      requestedAt: formatInstant(outcome.requestedAt),
      replayed: isReplay,
    });
  });
}

function readReason(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  const faults: Rejection[] = [];
  const reader = createFieldReader(body, '', faults);
  const reason = reader.optionalText('reason', reasonForm);
  reader.refuseOthers(['reason']);
  if (faults.length > 0) throw rejectionProblem(faults);
  return reason;
}

const notFound = () =>
  problem({
    status: 404,
    code: 'transfer-unknown',
    detail: 'No transfer of this id was accepted from this caller.',
  });
