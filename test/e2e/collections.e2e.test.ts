import { exampleTables, canonicalTables } from '@riel/books';
import {
  localMonoAccounts,
  sayNothing,
  stackFileOf,
  startStack,
  type Stack,
  type StackFile,
} from '@riel/local-stack';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const START_MILLISECONDS_MAX = 180_000;
const soon = { timeout: 30_000, interval: 50 };
const [{ id: suppliers }, { id: payroll }] = localMonoAccounts;

let stack: Stack;
let attachment: StackFile;

beforeAll(async () => {
  stack = await startStack({
    environment: {},
    say: sayNothing,
    settings: {
      webhook: {
        COLLECTION_CLOSE_AFTER_SECONDS: '0',
        COLLECTION_CLOSE_PAUSE_MILLISECONDS: '200',
        COLLECTION_ABANDONED_AFTER_SECONDS: '2',
      },
    },
  });
  attachment = stackFileOf(stack);
}, START_MILLISECONDS_MAX);

afterAll(() => stack?.stop());

interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

interface Call {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function call<Body>(url: string, apiKey: string, options: Call = {}): Promise<Answer<Body>> {
  const { body } = options;
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
}

const riel = <Body>(service: string, path: string, options?: Call): Promise<Answer<Body>> =>
  call(`${attachment.services[service]}${path}`, attachment.credentials.apiKey, options);
const mono = <Body>(path: string, options?: Call): Promise<Answer<Body>> =>
  call(`${attachment.monoBaseUrl}${path}`, attachment.credentials.monoApiKey, options);

interface Link {
  readonly state: string;
  readonly monoCollectionLinkId: string;
  readonly link: string;
  readonly refusalReason: string | null;
  readonly collectedAmount: string;
  readonly intents: readonly {
    readonly state: string;
    readonly amount: string;
    readonly fees: string;
    readonly taxes: string;
    readonly timeline: readonly {
      readonly entries: readonly {
        readonly kind: string;
        readonly postings: readonly { readonly account: string; readonly amount: string }[];
      }[];
    }[];
  }[];
}

const ask = (key: string, changes: Readonly<Record<string, unknown>> = {}) =>
  riel<{ collectionLinkId: string; replayed: boolean; code?: string }>(
    'command',
    '/v1/collection-links',
    {
      headers: { 'idempotency-key': key },
      body: {
        monoAccountId: suppliers,
        amount: '5000000',
        currency: 'COP',
        usageType: 'reusable',
        payer: { name: 'Martina Brooks', documentType: 'CC', documentNumber: '1099711789' },
        ...changes,
      },
    },
  );

async function linkIs(key: string, state: string, changes = {}): Promise<string> {
  const { status, body } = await ask(key, changes);
  expect(status).toBe(202);
  await vi.waitFor(
    async () => expect(await linkOf(body.collectionLinkId)).toMatchObject({ state }),
    soon,
  );
  return body.collectionLinkId;
}

const linkOf = async (id: string): Promise<Link> =>
  (await riel<Link>('ledger-query', `/v1/collection-links/${id}`)).body;

async function pay(id: string, payment: Readonly<Record<string, unknown>>): Promise<void> {
  const { monoCollectionLinkId } = await linkOf(id);
  const path = `/sandbox/collection-links/${monoCollectionLinkId}/pay`;
  expect((await mono(path, { body: payment })).status).toBeLessThan(300);
}

const balanceOf = async (account: string): Promise<bigint> => {
  const path = `/v1/accounts/${encodeURIComponent(account)}/balance`;
  const { status, body } = await riel<{
    balances?: readonly { balance: string }[];
    balance?: string;
  }>('ledger-query', path);
  if (status === 404) return 0n;
  return BigInt(body.balance ?? body.balances?.[0]?.balance ?? '0');
};

async function balancesAgree(monoAccountId: string): Promise<void> {
  const path = `/v1/accounts/${monoAccountId}/balances?live=true`;
  await vi.waitFor(async () => {
    const { body } = await mono<{ available: { amount: number } }>(path);
    expect(await balanceOf(`assets:mono:${monoAccountId}`)).toBe(BigInt(body.available.amount));
  }, soon);
}

const faults = async (...rules: readonly object[]): Promise<void> => {
  await fetch(`${attachment.monoBaseUrl}/sandbox/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults: rules }),
  });
};

const linksAtMono = async (id: string): Promise<number> => {
  const path = `/v1/collection_links?external_id=${id}`;
  const { body } = await mono<{ collection_links: readonly unknown[] }>(path);
  return body.collection_links.length;
};

describe('a collection link', () => {
  it('is created once, is paid with another amount and booked with that and the pse tariff', async () => {
    const id = await linkIs('paid', 'created');
    expect((await ask('paid')).body).toMatchObject({ collectionLinkId: id, replayed: true });
    expect(await ask('paid', { amount: 1 })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    expect(await linksAtMono(id)).toBe(1);
    const collected = await balanceOf('liabilities:collections');
    expect((await linkOf(id)).intents).toEqual([]);
    await faults({ kind: 'duplicate-webhook', eventType: 'collection_intent_credited', copies: 3 });
    await pay(id, { amount: 4_200_000 });
    await vi.waitFor(async () => expect((await linkOf(id)).intents).toHaveLength(1), soon);
    await faults();
    const { intents, collectedAmount } = await linkOf(id);
    expect(collectedAmount).toBe('4200000');
    expect(intents[0]).toMatchObject({ state: 'credited', amount: '4200000', fees: '120000' });
    const entries = intents[0]?.timeline.flatMap((fact) => fact.entries) ?? [];
    expect(entries.map(({ kind }) => kind)).toEqual(['collected', 'fee']);
    expect(entries[0]?.postings).toEqual([
      { account: `assets:mono:${suppliers}`, amount: '4200000', currency: 'COP' },
      { account: 'liabilities:collections', amount: '-4200000', currency: 'COP' },
    ]);
    expect((await balanceOf('liabilities:collections')) - collected).toBe(-4_200_000n);
    await balancesAgree(suppliers);
  }, 60_000);

  it('books nothing for a redirect, an approval at the provider or a failure', async () => {
    const id = await linkIs('unpaid', 'created', { redirectUrl: 'https://shop.example/thanks' });
    const before = await balanceOf('liabilities:collections');
    await pay(id, { outcome: 'approved-only' });
    await pay(id, { outcome: 'abandoned' });
    await pay(id, { outcome: 'failed' });
    // The failure is told after the approval, so what it would have booked would stand by now.
    await vi.waitFor(async () => expect((await linkOf(id)).intents).toHaveLength(1), soon);
    expect(await linkOf(id)).toMatchObject({
      state: 'created',
      collectedAmount: '0',
      intents: [{ state: 'failed', fees: '0', taxes: '0' }],
    });
    expect(await balanceOf('liabilities:collections')).toBe(before);
    await balancesAgree(suppliers);
  }, 60_000);

  it('that has expired is closed by look-up: nothing is told of who left, or of a lost webhook', async () => {
    const expiresAt = new Date(Date.now() + 12_000).toISOString();
    const id = await linkIs('expiring', 'created', { expiresAt });
    await faults({ kind: 'lose-webhook', eventType: 'collection_intent_credited' });
    await pay(id, { amount: 1_000_000 });
    await pay(id, { outcome: 'abandoned' });
    expect((await linkOf(id)).intents).toEqual([]);
    await vi.waitFor(async () => expect((await linkOf(id)).intents).toHaveLength(2), soon);
    await faults();
    const closed = await linkOf(id);
    expect(closed).toMatchObject({ expired: true, collectedAmount: '1000000' });
    expect(closed.intents.map(({ state }) => state).toSorted()).toEqual(['credited', 'failed']);
    await balancesAgree(suppliers);
  }, 60_000);

  it('is created once although the answer to its creation was lost', async () => {
    await faults({ kind: 'drop-answer', on: 'create-link', count: 1 });
    const id = await linkIs('lost-answer', 'created');
    await faults();
    expect(await linksAtMono(id)).toBe(1);
  }, 60_000);

  it('that Mono refuses is told as refused, and payments of the account go on', async () => {
    const monoAccountId = 'acc_nobodysaccount00000000';
    const id = await linkIs('refused', 'refused', { monoAccountId });
    expect((await linkOf(id)).refusalReason).toBe('mono-validation');
    await linkIs('after-refused', 'created');
  }, 60_000);
});

describe('a decline whose money comes back as a credit', () => {
  it('stands in receivable:returns until the credit, and the balances agree all the time', async () => {
    await activateTables();
    await faults({ kind: 'return-by-credit', accountId: payroll, delayMilliseconds: 4_000 });
    const payee = {
      name: 'Martina Brooks',
      documentType: 'CC',
      documentNumber: '99914235000',
      bankCode: '007',
      accountNumber: '700123456789',
      accountType: 'savings_account',
    };
    const { status, body } = await riel<{ transferId: string }>('command', '/v1/transfers', {
      headers: { 'idempotency-key': 'returned' },
      body: { monoAccountId: payroll, amount: '7000000', currency: 'COP', rail: 'ach', payee },
    });
    expect(status).toBe(202);
    await vi.waitFor(async () => {
      const path = `/v1/transfers/${body.transferId}`;
      const transfer = await riel<{ state: string }>('ledger-query', path);
      expect(transfer.body.state).toBe('declined');
    }, soon);
    expect(await balanceOf('receivable:returns')).toBe(7_000_000n);
    await balancesAgree(payroll);
    await vi.waitFor(async () => expect(await balanceOf('receivable:returns')).toBe(0n), soon);
    await balancesAgree(payroll);
    await faults();
  }, 90_000);
});

/** Tables in which the destination's declines of the payroll account come back as credits. */
async function activateTables(): Promise<void> {
  const [standard] = exampleTables.monoAccounts;
  if (standard === undefined) throw new Error('the example tables name a Mono account');
  const returning = {
    ...standard,
    monoAccount: payroll,
    returnOfDeclined: { origin: 'never-debited', destination: 'account-credited' },
    credits: [{ creditType: 'incoming_wire', thirdPartyId: null, account: 'receivable:returns' }],
  } as const;
  const tables = { ...exampleTables, monoAccounts: [...exampleTables.monoAccounts, returning] };
  const content = canonicalTables(tables);
  const { status, body } = await riel('ledger-projector', '/admin/tables', {
    body: { file: 'tables.json', content, author: 'accountant', reason: 'money comes back' },
  });
  expect({ status, body }).toMatchObject({
    status: expect.toSatisfy((code: number) => code < 300),
  });
  await vi.waitFor(async () => {
    const { body: listed } = await riel<{
      tables: readonly { readBy: number; partitions: number }[];
    }>('ledger-projector', '/admin/tables');
    const last = listed.tables.at(-1);
    expect(last?.readBy).toBe(last?.partitions);
  }, soon);
}
