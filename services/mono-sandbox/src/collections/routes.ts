import type { FastifyInstance } from 'fastify';
import { creationHandler } from '../api/creation.ts';
import type { IdempotencyKeys } from '../api/idempotency.ts';
import { problem } from '../api/mono-error.ts';
import { paginate } from '../api/paginate.ts';
import type { QueryParameters, Range } from '../api/query-parameters.ts';
import { reading } from '../api/reading.ts';
import { requireRole } from '../api/require-role.ts';
import type { World } from '../core/world.ts';
import { intentStates, type SandboxIntent, type SandboxLink } from './collection.ts';
import { intentView, linkView } from './collection-view.ts';
import { createIntent, createLink } from './create-collection.ts';

const REFERENCE_LENGTH_MIN = 4;

const isWithin = (instant: number | null, { from, until }: Range): boolean => {
  if (from === null && until === null) return true;
  if (instant === null || (from !== null && instant < from)) return false;
  return until === null || instant <= until;
};

function externalIdsIn(body: unknown): readonly string[] {
  const id = (body as { external_id?: unknown } | null)?.external_id;
  return typeof id === 'string' ? [id] : [];
}

function listLinks(world: World, query: QueryParameters): object {
  const externalId = query.text('external_id');
  const reference = query.text('reference');
  const enabled = query.oneOf('enabled', ['true', 'false'], null);
  const insertedAt = query.range('inserted_at');
  const expiresAt = query.range('expires_at');
  const options = { page: query.page(), isAscending: query.isAscending() };
  if (reference !== null && reference.length < REFERENCE_LENGTH_MIN) {
    query.fail('reference', 'At least 4 characters are expected.');
  }
  query.check();
  const passes = (link: SandboxLink): boolean =>
    (externalId === null || link.externalId === externalId) &&
    (reference === null || link.reference?.includes(reference) === true) &&
    (enabled === null || String(link.enabled) === enabled) &&
    isWithin(link.insertedAt, insertedAt) &&
    isWithin(link.expiresAt, expiresAt);
  const { items, pagination } = paginate(world.collections.links().filter(passes), options);
  return { collection_links: items.map(linkView), pagination };
}

function listIntents(world: World, query: QueryParameters): object {
  const accountId = query.text('account_id');
  const linkId = query.text('collection_link_id');
  const state = query.oneOf('state', [...intentStates, 'all'], 'all');
  const options = { page: query.page(), isAscending: query.isAscending() };
  query.check();
  const passes = (intent: SandboxIntent): boolean =>
    (accountId === null || intent.account.id === accountId) &&
    (linkId === null || intent.link?.id === linkId) &&
    (state === 'all' || intent.state === state);
  const { items, pagination } = paginate(world.collections.intents().filter(passes), options);
  return { collection_intents: items.map(intentView), pagination };
}

function found<Item>(item: Item | undefined): Item {
  if (item === undefined) throw problem(404, 'item_not_found', 'The item does not exist.');
  return item;
}

/** Links and intents of PSE: create, list and get. Which roles may is not documented; ours. */
export function collectionRoutes(world: World, keys: IdempotencyKeys) {
  return (app: FastifyInstance): void => {
    const creators = { onRequest: requireRole(world, ['Administrator']) };
    const readers = { onRequest: requireRole(world, ['Administrator', 'Preparer', 'Viewer']) };
    const link = creationHandler(world, keys, {
      kind: 'create-link',
      externalIds: externalIdsIn,
      create: (body) => ({ status: 201, body: JSON.stringify(linkView(createLink(world, body))) }),
    });
    const intent = creationHandler(world, keys, {
      kind: 'create-intent',
      externalIds: externalIdsIn,
      create: (body) => ({
        status: 201,
        body: JSON.stringify(intentView(createIntent(world, body))),
      }),
    });
    const links = reading(world, 'list-links', (query) => listLinks(world, query));
    const oneLink = reading(world, 'list-links', (_query, { id }) =>
      linkView(found(world.collections.link(id ?? ''))),
    );
    const intents = reading(world, 'list-intents', (query) => listIntents(world, query));
    const oneIntent = reading(world, 'list-intents', (_query, { id }) =>
      intentView(found(world.collections.intent(id ?? ''))),
    );
    app.post('/v1/collection_links', creators, link);
    app.get('/v1/collection_links', readers, links);
    app.get('/v1/collection_links/:id', readers, oneLink);
    app.post('/v1/collection_intents', creators, intent);
    app.get('/v1/collection_intents', readers, intents);
    app.get('/v1/collection_intents/:id', readers, oneIntent);
  };
}
