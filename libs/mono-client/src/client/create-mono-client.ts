import { parseMonoAccount, parseMonoBalance } from '../objects/mono-account.ts';
import { parseMonoBankList } from '../objects/mono-bank.ts';
import { parseMonoCollectionIntent } from '../objects/mono-collection-intent.ts';
import { parseMonoCollectionLink } from '../objects/mono-collection-link.ts';
import { parseMonoCreatedTransfers } from '../objects/mono-created-transfers.ts';
import type { Parsed } from '../objects/json-reader.ts';
import { pageParser } from '../objects/mono-page.ts';
import { parseMonoTransfer } from '../objects/mono-transfer.ts';
import type { MonoCall, MonoClient, TransferFilters } from './mono-client.ts';
import type { MonoOutcome } from './outcome.ts';
import { listParameters, pathWithQuery, rangeParameters, type QueryParameters } from './query.ts';
import { readBody } from './read-body.ts';
import type { StoredSubmission, SubmissionOperation } from './stored-submission.ts';
import type { MonoTransport } from './transport.ts';
import { createUndiciTransport, type TransportLimits } from './undici-transport.ts';

export interface MonoClientOptions {
  readonly baseUrl: string;
  readonly limits?: Partial<TransportLimits>;
  /** Takes the place of the network: for tests that play Mono in one process. */
  readonly transport?: MonoTransport;
}

type Parse<T> = (value: unknown) => Parsed<T>;

const paths: Readonly<Record<SubmissionOperation, string>> = {
  transfers: '/v1/transfers',
  'collection-link': '/v1/collection_links',
  'collection-intent': '/v1/collection_intents',
};

const parseTransferPage = pageParser('transfers', parseMonoTransfer);
const parseAccountPage = pageParser('accounts', parseMonoAccount);
const parseLinkPage = pageParser('collection_links', parseMonoCollectionLink);
const parseIntentPage = pageParser('collection_intents', parseMonoCollectionIntent);

/** Most transfers that one look-up by id should ever find; Mono's smallest page. */
const LOOK_UP_PAGE_SIZE = 10;

const transferParameters = (filters: TransferFilters = {}): QueryParameters => ({
  id: filters.id,
  external_id: filters.externalId,
  entity_id: filters.entityId,
  batch_id: filters.batchId,
  account_id: filters.accountId,
  state: filters.state,
  payee_account_number: filters.payeeAccountNumber,
  'payee_document[number]': filters.payeeDocument?.number,
  'payee_document[type]': filters.payeeDocument?.type,
  ...rangeParameters('inserted_at', filters.insertedAt),
});

function headersOf({ apiKey, traceparent }: MonoCall): Record<string, string> {
  const headers: Record<string, string> = {
    authorization: `Bearer ${apiKey.secret}`,
    accept: 'application/json',
  };
  if (traceparent !== undefined) headers['traceparent'] = traceparent;
  return headers;
}

function createCalls(transport: MonoTransport) {
  const finish = async <T>(
    request: Parameters<MonoTransport['request']>[0],
    parse: Parse<T>,
  ): Promise<MonoOutcome<T>> => {
    const end = await transport.request(request);
    if (end.kind === 'failed') return end;
    return { ...end, body: readBody(end.status, end.rawBody, parse) };
  };
  return {
    get: <T>(path: string, call: MonoCall, parse: Parse<T>): Promise<MonoOutcome<T>> => {
      const signal = call.signal ?? null;
      return finish({ method: 'GET', path, headers: headersOf(call), body: null, signal }, parse);
    },
    post: <T>(
      submission: StoredSubmission<SubmissionOperation>,
      call: MonoCall,
      parse: Parse<T>,
    ): Promise<MonoOutcome<T>> => {
      const headers = headersOf(call);
      headers['content-type'] = 'application/json';
      headers['x-idempotency-key'] = submission.idempotencyKey;
      const { body } = submission;
      const path = paths[submission.operation];
      return finish({ method: 'POST', path, headers, body, signal: call.signal ?? null }, parse);
    },
  };
}

/** A client of Mono's Banking API. The API key is given with each call, for keys rotate. */
export function createMonoClient(options: MonoClientOptions): MonoClient {
  const { baseUrl, limits } = options;
  const transport =
    options.transport ?? createUndiciTransport({ baseUrl, ...(limits ? { limits } : {}) });
  const { get, post } = createCalls(transport);
  const lookUpPage = { number: 1, size: LOOK_UP_PAGE_SIZE };
  const client: MonoClient = {
    createTransfers: (submission, call) => post(submission, call, parseMonoCreatedTransfers),
    createCollectionLink: (submission, call) => post(submission, call, parseMonoCollectionLink),
    createCollectionIntent: (submission, call) => post(submission, call, parseMonoCollectionIntent),
    listTransfers: (call) => {
      const parameters = { ...transferParameters(call.filters), ...listParameters(call) };
      return get(pathWithQuery('/v1/transfers', parameters), call, parseTransferPage);
    },
    findTransfersByExternalId: ({ externalId, accountId, ...call }) => {
      const filters = { externalId, ...(accountId === undefined ? {} : { accountId }) };
      return client.listTransfers({ ...call, filters, page: lookUpPage });
    },
    listBanks: (call) =>
      get(pathWithQuery('/v1/banks', { kind: call.kind }), call, parseMonoBankList),
    listAccounts: (call) =>
      get(pathWithQuery('/v1/accounts', listParameters(call)), call, parseAccountPage),
    getBalance: (call) => {
      const path = `/v1/accounts/${encodeURIComponent(call.accountId)}/balances`;
      return get(pathWithQuery(path, { live: call.live }), call, parseMonoBalance);
    },
    listCollectionLinks: (call) => {
      const parameters = {
        external_id: call.filters?.externalId,
        reference: call.filters?.reference,
        enabled: call.filters?.enabled,
        ...rangeParameters('inserted_at', call.filters?.insertedAt),
        ...rangeParameters('expires_at', call.filters?.expiresAt),
        ...listParameters(call),
      };
      return get(pathWithQuery('/v1/collection_links', parameters), call, parseLinkPage);
    },
    getCollectionLink: (call) =>
      get(`/v1/collection_links/${encodeURIComponent(call.id)}`, call, parseMonoCollectionLink),
    listCollectionIntents: (call) => {
      const parameters = {
        account_id: call.filters?.accountId,
        collection_link_id: call.filters?.collectionLinkId,
        state: call.filters?.state,
        ...listParameters(call),
      };
      return get(pathWithQuery('/v1/collection_intents', parameters), call, parseIntentPage);
    },
    getCollectionIntent: (call) =>
      get(`/v1/collection_intents/${encodeURIComponent(call.id)}`, call, parseMonoCollectionIntent),
    close: () => transport.close(),
  };
  return client;
}
