import type { FastifyInstance } from 'fastify';
import { creationHandler, type CreationRoute } from '../api/creation.ts';
import type { IdempotencyKeys, KeptAnswer } from '../api/idempotency.ts';
import { problem } from '../api/mono-error.ts';
import { reading } from '../api/reading.ts';
import { requireRole } from '../api/require-role.ts';
import type { World } from '../core/world.ts';
import { createBatch, type Created } from './create-batch.ts';
import { listTransfers } from './list-transfers.ts';
import { parseTransfersRequest, type TransfersRequest } from './parse-transfers-request.ts';
import { senderIdOf } from './transfer.ts';
import { batchView, transferView } from './transfer-view.ts';

/** Ids of ours in a body that may be anything. */
function externalIdsIn(body: unknown): readonly string[] {
  const transfers = (body as { transfers?: unknown } | null)?.transfers;
  if (!Array.isArray(transfers)) return [];
  return transfers.flatMap((one: { external_id?: unknown; entity_id?: unknown } | null) => {
    const id = one?.external_id ?? one?.entity_id;
    return typeof id === 'string' ? [id] : [];
  });
}

/** The first half of a request: what a creation that broke off has created. */
function firstHalf(request: TransfersRequest): TransfersRequest {
  return { ...request, wishes: request.wishes.slice(0, Math.ceil(request.wishes.length / 2)) };
}

/** The answer of a creation. Status 200 for ids that were all seen before was observed by a third party. */
function answerOf(
  world: World,
  { batch, transfers, isAllKnown }: Created,
  externalIds: readonly string[],
): KeptAnswer {
  const subject = { on: 'create' as const, externalIds };
  const shown = transfers.map((one) => transferView(one, world.settings));
  if (world.faults.strike('missing-member', subject) !== null) shown.pop();
  const [stranger] = world.transfers.all();
  if (world.faults.strike('extra-member', subject) !== null && stranger !== undefined) {
    shown.push(transferView(stranger, world.settings));
  }
  const view = { account_id: batch.account.id, batch: batchView(batch), transfers: shown };
  return { status: isAllKnown ? 200 : 201, body: JSON.stringify(view) };
}

function transfersCreation(world: World, kind: 'create' | 'prepare'): CreationRoute {
  return {
    kind,
    externalIds: externalIdsIn,
    create(body) {
      const request = parseTransfersRequest(body, world.accounts);
      const externalIds = request.wishes.flatMap((wish) => senderIdOf(wish) ?? []);
      const subject = { on: kind, externalIds, accountId: request.account.id };
      if (world.faults.strike('partial-batch', subject) !== null) {
        createBatch(world, firstHalf(request), { needsAuthorisation: false });
        throw problem(500, 'internal_error', 'Server failure.');
      }
      const needsAuthorisation =
        kind === 'prepare' || world.faults.strike('batch-otp', subject) !== null;
      return answerOf(world, createBatch(world, request, { needsAuthorisation }), externalIds);
    },
  };
}

/** `POST /v1/transfers`, `POST /v1/transfers/prepare` and `GET /v1/transfers`. */
export function transferRoutes(world: World, keys: IdempotencyKeys) {
  return (app: FastifyInstance): void => {
    const creators = requireRole(world, ['Administrator']);
    const preparers = requireRole(world, ['Administrator', 'Preparer']);
    const everyone = requireRole(world, ['Administrator', 'Preparer', 'Viewer']);
    const create = creationHandler(world, keys, transfersCreation(world, 'create'));
    const prepare = creationHandler(world, keys, transfersCreation(world, 'prepare'));
    app.post('/v1/transfers', { onRequest: creators }, create);
    app.post('/v1/transfers/prepare', { onRequest: preparers }, prepare);
    app.get(
      '/v1/transfers',
      { onRequest: everyone },
      reading(world, 'list', (query) => {
        const { items, pagination } = listTransfers(world, query);
        return { pagination, transfers: items.map((one) => transferView(one, world.settings)) };
      }),
    );
  };
}
