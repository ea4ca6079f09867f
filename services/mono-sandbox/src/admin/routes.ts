import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type, type Static, type TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { roles } from '../api/api-keys.ts';
import { problem } from '../api/mono-error.ts';
import { QueryParameters } from '../api/query-parameters.ts';
import { payIntent, payLink, paymentOutcomes } from '../collections/pay-intent.ts';
import type { World } from '../core/world.ts';
import { faultRuleSchema } from '../faults/fault-rule.ts';
import { authoriseBatch, cancelBatch } from '../transfers/create-batch.ts';
import { changeFinalState } from '../transfers/progress-transfer.ts';
import { amountSchema, centavosOf } from './amount.ts';
import { creditAccount, creditSchema } from './credit.ts';
import { chargeView, stateView } from './state-view.ts';

const text = Type.String({ minLength: 1 });
const endpointsSchema = Type.Object({
  endpoints: Type.Array(Type.Object({ url: text, secret: text }), { maxItems: 10 }),
});
const faultsSchema = Type.Object({
  seed: Type.Optional(Type.Integer()),
  faults: Type.Array(faultRuleSchema, { maxItems: 1_000 }),
});
const keysSchema = Type.Object({
  keys: Type.Array(Type.Object({ key: text, role: Type.Enum([...roles]) })),
});
const advanceSchema = Type.Object({ milliseconds: Type.Integer({ minimum: 0 }) });
const paySchema = Type.Object({
  amount: Type.Optional(amountSchema),
  outcome: Type.Optional(Type.Enum([...paymentOutcomes])),
});

const STATE_LIMIT_DEFAULT = 1_000;

/** The body as JSON of the wanted form; an empty one reads as `{}`. */
function bodyOf<Schema extends TSchema>(request: FastifyRequest, schema: Schema): Static<Schema> {
  const raw = request.body;
  let json: unknown = {};
  try {
    if (Buffer.isBuffer(raw) && raw.length > 0) json = JSON.parse(raw.toString());
  } catch {
    throw problem(400, 'validation_error', 'The body is not JSON.');
  }
  if (!Check(schema, json)) throw problem(422, 'validation_error', 'The body has another form.');
  return json;
}

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;

function found<Item>(item: Item | undefined): Item {
  if (item === undefined) throw problem(404, 'item_not_found', 'The item does not exist.');
  return item;
}

function done(happened: boolean): object {
  if (!happened) throw problem(409, 'bad_state', 'The state does not allow it.');
  return { done: true };
}

/** By Mono's id, else the latest that carries ours. */
const transferOf = ({ transfers }: World, id: string) =>
  found(transfers.byId(id) ?? transfers.bySenderId(id).at(-1));

function paymentRoutes(app: FastifyInstance, world: World): void {
  app.post('/sandbox/collection-links/:id/pay', (request) => {
    const { amount, outcome } = bodyOf(request, paySchema);
    const link = found(world.collections.link(idOf(request)));
    const paid = amount === undefined ? null : Number(centavosOf(amount));
    return { id: payLink(world, link, { amount: paid, outcome: outcome ?? 'credited' }).id };
  });
  app.post('/sandbox/collection-intents/:id/pay', (request) => {
    const { outcome } = bodyOf(request, paySchema);
    const intent = found(world.collections.intent(idOf(request)));
    payIntent(world, intent, outcome ?? 'credited');
    return { id: intent.id };
  });
}

function settingRoutes(app: FastifyInstance, world: World): void {
  app.put('/sandbox/webhook-endpoints', (request) => {
    world.webhooks.replaceEndpoints(bodyOf(request, endpointsSchema).endpoints);
    return { endpoints: world.webhooks.endpoints().map(({ url }) => ({ url })) };
  });
  app.put('/sandbox/api-keys', (request) => {
    world.apiKeys.replace(bodyOf(request, keysSchema).keys);
    return { keys: world.apiKeys.uses() };
  });
  app.put('/sandbox/faults', (request) => {
    const { faults, seed } = bodyOf(request, faultsSchema);
    world.faults.replace(faults, seed);
    return { faults: world.faults.list() };
  });
  app.get('/sandbox/faults', () => ({ faults: world.faults.list() }));
  app.post('/sandbox/advance', async (request) => {
    const { milliseconds } = bodyOf(request, advanceSchema);
    await world.clock.advance(milliseconds, () => world.webhooks.settled());
    return { elapsedMilliseconds: world.clock.elapsed() };
  });
}

/**
 * The sandbox's own switches under `/sandbox`: nothing of this is Mono's. They need no key, since the
 * sandbox never runs in production and listens on the loopback address by default.
 */
export function adminRoutes(world: World) {
  return (app: FastifyInstance): void => {
    settingRoutes(app, world);
    paymentRoutes(app, world);
    app.post('/sandbox/credits', (request) => ({
      id: creditAccount(world, bodyOf(request, creditSchema)),
    }));
    app.post('/sandbox/transfers/:id/change-final-state', (request) =>
      done(changeFinalState(world, transferOf(world, idOf(request)))),
    );
    app.get('/sandbox/transfers/:id', (request) => chargeView(transferOf(world, idOf(request))));
    app.post('/sandbox/batches/:id/authorize', (request) =>
      done(authoriseBatch(world, found(world.transfers.batch(idOf(request))))),
    );
    app.post('/sandbox/batches/:id/cancel', (request) =>
      done(cancelBatch(world, found(world.transfers.batch(idOf(request))))),
    );
    app.get('/sandbox/state', (request) => {
      const query = new QueryParameters(request.url);
      const limit = Number(query.text('limit') ?? STATE_LIMIT_DEFAULT);
      if (!Number.isSafeInteger(limit) || limit < 0) {
        throw problem(422, 'validation_error', 'limit is no number.');
      }
      return stateView(world, {
        limit,
        externalId: query.text('external_id') ?? query.text('externalId'),
      });
    });
  };
}
