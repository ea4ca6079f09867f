import type {
  ListCall,
  MonoFailure,
  MonoOutcome,
  MonoPage,
  MonoReader,
  MonoTransfer,
  TransferFilters,
} from '@riel/mono-client';
import type { Instant, MinorUnits } from '@riel/schemas';
import type { MonoModel } from './mono-model.ts';

/** What a test does to Mono's answers: a failure in the place of an answer, or nothing. */
export type Interference = (question: string) => MonoFailure | null;

function answered<Value>(value: Value): MonoOutcome<Value> {
  return {
    kind: 'answered',
    status: 200,
    headers: {},
    body: { kind: 'parsed', value },
    rawBody: Buffer.alloc(0),
    milliseconds: 1,
  };
}

const failed = (failure: MonoFailure): MonoOutcome<never> => ({
  kind: 'failed',
  failure,
  requestWasSent: 'unknown',
  status: null,
  detail: failure,
  milliseconds: 1,
});

const notFound: MonoOutcome<never> = {
  kind: 'answered',
  status: 404,
  headers: {},
  body: { kind: 'mono-error', error: { id: 'log_1', errors: [] } },
  rawBody: Buffer.alloc(0),
  milliseconds: 1,
} as unknown as MonoOutcome<never>;

function pageOf<Item>(
  items: readonly Item[],
  call: { readonly page?: { readonly number: number; readonly size: number } },
): MonoPage<Item> {
  const { number, size } = call.page ?? { number: 1, size: 10 };
  return {
    items: items.slice((number - 1) * size, number * size),
    unreadable: [],
    pageNumber: number,
    pageSize: size,
    totalItems: items.length,
    totalPages: Math.ceil(items.length / size),
  };
}

const inOrder = <Item extends { readonly insertedAt: Instant | null }>(
  items: readonly Item[],
  isAscending: boolean,
): readonly Item[] => {
  const sorted = items.toSorted((one, other) => (one.insertedAt ?? 0) - (other.insertedAt ?? 0));
  return isAscending ? sorted : sorted.toReversed();
};

function passes(one: MonoTransfer, filters: TransferFilters): boolean {
  const { id, externalId, accountId, insertedAt } = filters;
  if (id !== undefined && one.id !== id) return false;
  if (externalId !== undefined && one.externalId !== externalId) return false;
  if (accountId !== undefined && one.accountId !== accountId) return false;
  const at = one.insertedAt ?? 0;
  return at >= (insertedAt?.from ?? 0) && at <= (insertedAt?.until ?? Infinity);
}

/** The model as reconciliation reads it. `hidden` are Mono ids that lists do not show yet. */
export function createModelReader(
  model: MonoModel,
  options: { readonly interfere?: Interference; readonly hidden?: ReadonlySet<string> } = {},
): MonoReader {
  const answer = async <Value>(
    question: string,
    value: () => MonoOutcome<Value>,
  ): Promise<MonoOutcome<Value>> => {
    const failure = options.interfere?.(question) ?? null;
    return failure === null ? value() : failed(failure);
  };
  const list = (call: ListCall<TransferFilters>) => {
    const all = [...model.transfers.values()].map((one): MonoTransfer => ({ ...one.mono }));
    const found = all.filter(
      (one) => passes(one, call.filters ?? {}) && options.hidden?.has(one.id) !== true,
    );
    return answered(pageOf(inOrder(found, call.sort?.direction === 'asc'), call));
  };
  const unused = () => Promise.reject(new TypeError('reconciliation does not ask this'));
  return {
    listTransfers: (call) => answer('list', () => list(call)),
    findTransfersByExternalId: ({ externalId, ...call }) =>
      answer('find', () => list({ ...call, filters: { externalId } })),
    listAccounts: (call) =>
      answer('accounts', () => {
        const accounts = [...model.balances.keys()].map((id) => ({
          id,
          name: null,
          number: null,
          provider: null,
          state: 'active',
          type: null,
          balance: null,
        }));
        return answered(pageOf(accounts, call)) as Awaited<ReturnType<MonoReader['listAccounts']>>;
      }),
    getBalance: ({ accountId, live }) =>
      answer('balance', () => {
        const cached = model.cached.get(accountId);
        const available = live ? model.balances.get(accountId) : cached?.available;
        if (available === undefined) return notFound;
        const updatedAt = (live ? model.now : (cached?.at ?? 0)) as Instant;
        return answered({
          available: { amount: available as MinorUnits, currency: 'COP' },
          updatedAt,
        });
      }),
    listCollectionIntents: (call) =>
      answer('payments', () => {
        const all = [...model.payments.values()].map((one) => ({ ...one }));
        const found = all.filter(
          (one) => one.accountId === (call.filters?.accountId ?? one.accountId),
        );
        return answered(pageOf(inOrder(found, call.sort?.direction === 'asc'), call));
      }),
    getCollectionIntent: ({ id }) =>
      answer('payment', () => {
        const payment = model.payments.get(id);
        return payment === undefined ? notFound : answered({ ...payment });
      }),
    listBanks: unused,
    listCollectionLinks: unused,
    getCollectionLink: unused,
  };
}
