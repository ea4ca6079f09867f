import type { MonoFailed, MonoRequest, MonoTransport, TransportAnswer } from '@riel/mono-client';
import type { Instant } from '@riel/schemas';
import type { Reach } from './schedule.ts';

/** What becomes of a creation. */
export type RaceAnswer = 'accepts' | 'is not reached' | 'drops the answer';

/** A request that was begun. */
export interface BegunRequest {
  readonly method: MonoRequest['method'];
  readonly secret: string;
  readonly externalIds: readonly string[];
  readonly begunAt: Instant;
}

/** A Mono whose every request stops where a schedule can put something in between. */
export interface RaceMono extends MonoTransport {
  readonly begun: BegunRequest[];
  answer: RaceAnswer;
  /** Transfers that it holds for an external id. */
  paymentsOf(externalId: string): number;
}

const MICROSECONDS_PER_MILLISECOND = 1_000;

interface Body {
  readonly account_id: string;
  readonly transfers: readonly { readonly external_id: string }[];
}

const answered = (status: number, body: unknown): TransportAnswer => ({
  kind: 'answered',
  status,
  headers: {},
  rawBody: Buffer.from(JSON.stringify(body)),
  milliseconds: 1,
});

const failed = (failure: MonoFailed['failure'], requestWasSent: boolean): MonoFailed => ({
  kind: 'failed',
  failure,
  requestWasSent,
  status: null,
  detail: failure,
  milliseconds: 1,
});

interface Held {
  readonly id: string;
  readonly externalId: string;
  readonly accountId: string;
  readonly now: () => Instant;
}

function transferOf({ id, externalId, accountId, now }: Held): Record<string, unknown> {
  const at = new Date(now() / MICROSECONDS_PER_MILLISECOND).toISOString();
  return {
    id,
    state: 'created',
    amount: { amount: 100_000, currency: 'COP' },
    batch: { id: `bat_${id.slice('trn_'.length)}`, account_id: accountId, state: 'created' },
    external_id: externalId,
    entity_id: externalId,
    routing: null,
    fallback_routing: [],
    declination_reason: null,
    inserted_at: at,
    updated_at: at,
  };
}

export function createRaceMono(now: () => Instant, reach: Reach): RaceMono {
  const held: Record<string, unknown>[] = [];
  const create = async (body: Body): Promise<TransportAnswer | MonoFailed> => {
    const { answer } = mono;
    await reach('the request begins');
    if (answer === 'is not reached') return failed('connection-refused', false);
    const transfers = body.transfers.map(({ external_id }) => {
      const id = `trn_${String(held.length).padStart(22, '0')}`;
      const one = transferOf({ id, externalId: external_id, accountId: body.account_id, now });
      held.push(one);
      return one;
    });
    await reach('Mono has done it');
    return answer === 'accepts'
      ? answered(201, { account_id: body.account_id, transfers })
      : failed('headers-timeout', true);
  };
  const list = async (externalId: string | null): Promise<TransportAnswer> => {
    await reach('the look-up begins');
    const transfers = held.filter(
      (one) => externalId === null || one['external_id'] === externalId,
    );
    const pagination = {
      page_number: 1,
      page_size: 500,
      total_items: transfers.length,
      total_pages: 1,
    };
    return answered(200, { transfers, pagination });
  };
  const mono: RaceMono = {
    begun: [],
    answer: 'accepts',
    paymentsOf: (externalId) => held.filter(({ external_id }) => external_id === externalId).length,
    request: async ({ method, headers, body, path }) => {
      const secret = headers['authorization']?.slice('Bearer '.length) ?? '';
      const wanted = new URL(path, 'http://mono').searchParams.get('external_id');
      const read = body === null ? null : (JSON.parse(Buffer.from(body).toString()) as Body);
      const externalIds = read?.transfers.map(({ external_id }) => external_id) ?? [wanted ?? ''];
      mono.begun.push({ method, secret, externalIds, begunAt: now() });
      return read === null ? await list(wanted) : await create(read);
    },
    close: async () => {
      await Promise.resolve();
    },
  };
  return mono;
}
