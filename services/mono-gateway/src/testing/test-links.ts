import { collectionLinkIdOf, eventIdOf } from '@riel/ids';
import type { MonoFailed, MonoRequest, MonoTransport, TransportAnswer } from '@riel/mono-client';
import type {
  Caller,
  CollectionLinkRequested,
  Instant,
  MinorUnits,
  MonoAccountId,
} from '@riel/schemas';
import type { TestRequests } from './test-requests.ts';

/** What a test says of a request for a link; the rest is made up. */
export interface LinkWish {
  readonly idempotencyKey: string;
  readonly at: Instant;
  readonly amount?: bigint;
  readonly expiresAt?: Instant | null;
  readonly isAnonymous?: boolean;
}

export const linkAccount = 'acc_testsuppliers0000000000' as MonoAccountId;
export const canaryPayer = {
  name: 'Canary Payer',
  documentType: 'CC',
  documentNumber: '1099700099',
};

/** A request for a link, its payer sealed to the gateway of the test. */
export function linkRequested({ sealer }: TestRequests, wish: LinkWish): CollectionLinkRequested {
  const caller = 'shop' as Caller;
  const collectionLinkId = collectionLinkIdOf(caller, wish.idempotencyKey);
  const place = { transferId: collectionLinkId, eventName: 'CollectionLinkRequested' };
  const plaintext = Buffer.from(JSON.stringify({ ...canaryPayer, reference: 'canary reference' }));
  return {
    eventId: eventIdOf(['CollectionLinkRequested', collectionLinkId]),
    occurredAt: wish.at,
    recordedAt: wish.at,
    collectionLinkId,
    caller,
    idempotencyKey: wish.idempotencyKey,
    monoAccountId: linkAccount,
    amount: (wish.amount ?? 100_000n) as MinorUnits,
    currency: 'COP',
    amountValidation: 'free',
    usageType: 'single_use',
    expiresAt: wish.expiresAt ?? null,
    redirectUrl: 'https://shop.example/thanks',
    payer: wish.isAnonymous === true ? null : sealer.seal({ ...place, plaintext }),
  };
}

/** What a creation comes to: whether Mono does the work, and what the gateway hears. */
export type LinkFault =
  | 'answer-lost'
  | 'not-sent'
  | 'no-work-500'
  | 'refused'
  | 'no-url'
  | 'other-id';

/** A Mono that knows collection links alone, in one process. */
export interface LinkMono extends MonoTransport {
  /** What goes wrong with the next creations, in order. */
  readonly faults: LinkFault[];
  /** Keys and bodies of every creation that reached it. */
  readonly creations: { readonly key: string; readonly body: Record<string, unknown> }[];
  readonly held: Record<string, unknown>[];
}

const failed = (failure: MonoFailed['failure'], wasSent: boolean): MonoFailed => ({
  kind: 'failed',
  failure,
  requestWasSent: wasSent,
  status: null,
  detail: failure,
  milliseconds: 1,
});

const answered = (status: number, body: unknown): TransportAnswer => ({
  kind: 'answered',
  status,
  headers: {},
  rawBody: Buffer.from(JSON.stringify(body)),
  milliseconds: 1,
});

export function createLinkMono(): LinkMono {
  const faults: LinkFault[] = [];
  const creations: LinkMono['creations'] = [];
  const held: Record<string, unknown>[] = [];
  const list = (path: string): TransportAnswer => {
    const wanted = new URL(path, 'http://mono').searchParams.get('external_id');
    const links = held.filter((link) => wanted === null || link['external_id'] === wanted);
    const total = { total_items: links.length, total_pages: 1 };
    const pagination = { page_number: 1, page_size: 500, ...total };
    return answered(200, { collection_links: links, pagination });
  };
  const create = (request: MonoRequest): TransportAnswer | MonoFailed => {
    const fault = faults.shift();
    if (fault === 'not-sent') return failed('connection-refused', false);
    const body = JSON.parse(Buffer.from(request.body ?? []).toString()) as Record<string, unknown>;
    creations.push({ key: request.headers['x-idempotency-key'] ?? '', body });
    if (fault === 'no-work-500') return answered(500, {});
    if (fault === 'refused') {
      const errors = [{ error_code: 'validation_error', path: '#/amount', message: 'no' }];
      return answered(422, { id: 'log_1', errors });
    }
    const id = `clink_${String(held.length).padStart(22, '0')}`;
    const link = { ...body, id, link: `https://links.example/${id}`, enabled: true };
    if (fault === 'other-id') return answered(201, { ...link, external_id: 'another' });
    held.push(link);
    if (fault === 'answer-lost') return failed('headers-timeout', true);
    return answered(201, fault === 'no-url' ? { ...link, link: null } : link);
  };
  return {
    faults,
    creations,
    held,
    request: async (request) => {
      await Promise.resolve();
      return request.method === 'GET' ? list(request.path) : create(request);
    },
    close: async () => {
      await Promise.resolve();
    },
  };
}
