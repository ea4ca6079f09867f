import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import type { MonoModel, ModelTransfer } from './mono-model.ts';

/** The model of Mono behind HTTP, for services that run as processes of their own. */
export interface ModelServer {
  readonly url: string;
  stop(): Promise<void>;
}

const timeOf = (instant: number | null): string | null =>
  instant === null ? null : formatInstant(instant as Instant);

const viewOf = ({ mono }: ModelTransfer) => ({
  account_id: mono.accountId,
  amount: { amount: Number(mono.amount.amount), currency: mono.amount.currency },
  declination_reason: mono.declinationReason,
  external_id: mono.externalId,
  id: mono.id,
  inserted_at: timeOf(mono.insertedAt),
  ...(mono.rail === null ? {} : { rail: mono.rail }),
  routing: mono.routing,
  state: mono.state,
  updated_at: timeOf(mono.updatedAt),
});

/**
 * Serves accounts, balances, transfers and no payments to a Viewer key, which may read and no more.
 * `onPage` hears of each page of transfers before it is answered.
 */
export async function startModelServer(
  model: MonoModel,
  { viewerKey, onPage }: { readonly viewerKey: string; readonly onPage: () => void },
): Promise<ModelServer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://model');
    if (request.method !== 'GET' || request.headers.authorization !== `Bearer ${viewerKey}`) {
      response.statusCode = 403;
      return send(response, { code: '403 Forbidden', errors: [], id: 'log_1', message: 'No' });
    }
    if (url.pathname === '/v1/transfers') return transfers(url, response);
    if (url.pathname === '/v1/accounts') {
      const accounts = [...model.balances.keys()].map((id) => ({ id }));
      return send(response, { accounts, pagination: paginationOf(accounts.length) });
    }
    if (url.pathname === '/v1/collection_intents') {
      return send(response, { collection_intents: [], pagination: paginationOf(0) });
    }
    const accountId = url.pathname.split('/')[3] ?? '';
    return send(response, {
      available: { amount: Number(model.balances.get(accountId) ?? 0n), currency: 'COP' },
      updated_at: timeOf(model.now),
    });
  });
  const transfers = (url: URL, response: ServerResponse): void => {
    const { searchParams: query } = url;
    const from = query.get('inserted_at[from]') ?? '';
    const until = query.get('inserted_at[until]') ?? '9999';
    const [id, ourId] = [query.get('id'), query.get('external_id')];
    const size = Number(query.get('page_size') ?? 10);
    const first = (Number(query.get('page_number') ?? 1) - 1) * size;
    if (query.get('sort[type]') === 'asc') onPage();
    const all = [...model.transfers.values()].map(viewOf).filter((one) => {
      const at = one.inserted_at ?? '';
      const isAsked = (id ?? one.id) === one.id && (ourId ?? one.external_id) === one.external_id;
      return isAsked && at >= from && at <= until;
    });
    send(response, {
      transfers: all.slice(first, first + size),
      pagination: paginationOf(all.length, size),
    });
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const paginationOf = (total: number, size = 10) => ({
  page_number: 1,
  page_size: size,
  total_items: total,
  total_pages: Math.ceil(total / size),
});

function send(response: ServerResponse, body: object): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(body));
}
