import {
  createMonoClient,
  encodeCollectionLinkBody,
  encodeTransfersBody,
  normaliseTransfer,
  normaliseWebhook,
  storedSubmissionOf,
  verifyMonoSignature,
  type MonoClient,
  type MonoOutcome,
} from '@riel/mono-client';
import {
  transferIdOf,
  type Caller,
  type Instant,
  type MinorUnits,
  type MonoAccountId,
  type SubmissionId,
} from '@riel/ids';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  accountId as accountText,
  keys,
  secret,
  startReceiver,
  startSandbox,
  type Receiver,
  type Sandbox,
} from './testing/start-sandbox.ts';

// The client of the services against the sandbox, over HTTP: the two were written apart from the
// same documents, so each is a check of the other.

const accountId = accountText as MonoAccountId;
const apiKey = { id: 'a', secret: keys.administrator };
const viewer = { id: 'v', secret: keys.viewer };

let sandbox: Sandbox;
let receiver: Receiver;
let client: MonoClient;
beforeAll(async () => {
  sandbox = await startSandbox({ SANDBOX_BATCH_SENT_WEBHOOKS: 'true' });
  receiver = await startReceiver();
  client = createMonoClient({ baseUrl: sandbox.url });
  const endpoints = [{ url: receiver.url, secret }];
  await sandbox.call('PUT', '/sandbox/webhook-endpoints', { body: { endpoints } });
});
afterAll(async () => {
  await client.close();
  await sandbox.stop();
  await receiver.close();
});

function valueOf<T>(outcome: MonoOutcome<T>): T {
  if (outcome.kind === 'answered' && outcome.body.kind === 'parsed') return outcome.body.value;
  throw new Error(`unexpected outcome: ${JSON.stringify(outcome)}`);
}

let number = 0;
const transferId = () => transferIdOf('tests' as Caller, String((number += 1)));
const submission = (externalId: string, documentNumber = '1122334455') =>
  storedSubmissionOf({
    operation: 'transfers',
    submissionId: externalId as SubmissionId,
    monoAccountId: accountId,
    idempotencyKey: crypto.randomUUID(),
    storedAt: 0 as Instant,
    body: encodeTransfersBody({
      accountId,
      transfers: [
        {
          externalId,
          amount: 100_000_000n as MinorUnits,
          currency: 'COP',
          payee: {
            name: 'Martina Brooks',
            documentType: 'CC',
            documentNumber,
            email: null,
            bankAccount: { bankCode: '007', number: '000000009', type: 'savings_account' },
          },
          recipientHandle: null,
          reference: 'r',
          description: null,
          routing: 'turbo',
          fallbackRouting: null,
        },
      ],
    }),
  });
const webhooksOf = (key: string) =>
  receiver.received
    .map(({ raw }) => normaliseWebhook(raw, { staleSignature: false }))
    .flatMap((one) => (one.kind === 'event' && one.event.key === key ? [one.event] : []));

describe('a transfer', () => {
  it('is created, repeated, told by a signed webhook and found: one fact with one id', async () => {
    const id = transferId();
    const stored = submission(id);
    const created = valueOf(await client.createTransfers(stored, { apiKey }));
    expect(created.transfers).toMatchObject([{ externalId: id, state: 'created', accountId }]);
    expect(valueOf(await client.createTransfers(stored, { apiKey }))).toEqual(created);
    await vi.waitFor(() => expect(webhooksOf(id)).toHaveLength(1));
    const { headers, raw } = receiver.received.at(-1)!;
    const verdict = verifyMonoSignature({
      header: headers['mono-signature'],
      rawBody: raw,
      secrets: [{ id: 's', secret }],
      nowSeconds: Date.now() / 1_000,
      toleranceSeconds: 60,
      futureToleranceSeconds: 60,
    });
    expect(verdict.kind).toBe('valid');
    const page = valueOf(
      await client.findTransfersByExternalId({ apiKey: viewer, externalId: id, accountId }),
    );
    expect(page).toMatchObject({ totalItems: 1, unreadable: [] });
    const found = normaliseTransfer(page.items[0]!, { source: 'look-up' });
    const [told] = webhooksOf(id);
    expect(found.kind === 'event' ? found.event : null).toEqual({
      ...told,
      value: { ...told!.value, source: 'look-up' },
    });
  });

  it('that falls back is rerouted, then settled on the rail that is named', async () => {
    const id = transferId();
    await client.createTransfers(submission(id, '55514235000'), { apiKey });
    await vi.waitFor(() => expect(webhooksOf(id)).toHaveLength(2));
    expect(webhooksOf(id)).toMatchObject([
      {
        name: 'TransferRerouted',
        value: { rail: 'turbo', railEvidence: 'routing', fallbackReason: 'rail_not_supported' },
      },
      { name: 'TransferSettled', value: { rail: 'ach', railEvidence: 'rail' } },
    ]);
  });

  it('that is declined carries a known reason', async () => {
    const id = transferId();
    await client.createTransfers(submission(id, '77714235000'), { apiKey });
    await vi.waitFor(() => expect(webhooksOf(id)).toHaveLength(1));
    expect(webhooksOf(id)).toMatchObject([
      {
        name: 'TransferDeclined',
        value: { declinationReason: 'global_limit_exceeded' },
        privateText: null,
      },
    ]);
  });

  it('that is refused comes with Mono s error codes and paths', async () => {
    const id = transferId();
    const wrongRole = await client.createTransfers(submission(id), { apiKey: viewer });
    expect(wrongRole).toMatchObject({
      status: 403,
      body: { kind: 'mono-error', error: { errors: [{ errorCode: 'not_authorized' }] } },
    });
    const wrongKey = await client.listTransfers({ apiKey: { id: 'x', secret: 'x' } });
    expect(wrongKey).toMatchObject({ status: 401 });
  });
});

describe('lists and balances', () => {
  it('pages upward in a closed window', async () => {
    const until = (Date.now() * 1_000) as Instant;
    const sort = { field: 'inserted_at', direction: 'asc' } as const;
    const filters = { accountId, insertedAt: { until } };
    const call = { apiKey: viewer, filters, sort, page: { number: 1, size: 500 } };
    const page = valueOf(await client.listTransfers(call));
    expect(page.items.length).toBeGreaterThan(0);
    const times = page.items.map(({ insertedAt }) => insertedAt ?? 0);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('reads banks, accounts and balances', async () => {
    const banks = valueOf(await client.listBanks({ apiKey: viewer, kind: 'transfers' }));
    expect(banks.banks.find(({ code }) => code === '007')?.supportedAccountTypes).toHaveLength(2);
    const accounts = valueOf(await client.listAccounts({ apiKey: viewer }));
    const balance = valueOf(await client.getBalance({ apiKey: viewer, accountId, live: true }));
    expect(accounts.items[0]).toMatchObject({
      id: accountId,
      balance: { available: balance.available },
    });
  });
});

it('a credit is told', async () => {
  const { body } = await sandbox.call('POST', '/sandbox/credits', {
    body: { accountId, amount: 7 },
  });
  await vi.waitFor(() => expect(webhooksOf(body['id'])).toHaveLength(1));
  expect(webhooksOf(body['id'])).toMatchObject([
    { name: 'AccountCredited', value: { amount: 7n, monoAccountId: accountId } },
  ]);
});

it('a collection link is created and paid', async () => {
  const externalId = transferId();
  const stored = storedSubmissionOf({
    operation: 'collection-link',
    submissionId: 'l' as SubmissionId,
    monoAccountId: accountId,
    idempotencyKey: crypto.randomUUID(),
    storedAt: 0 as Instant,
    body: encodeCollectionLinkBody({
      accountId,
      externalId,
      amount: 500n as MinorUnits,
      currency: 'COP',
      amountValidation: 'fixed',
      usageType: 'single_use',
      expiresAt: null,
      redirectUrl: null,
      reference: 'REF',
      payer: null,
    }),
  });
  const link = valueOf(await client.createCollectionLink(stored, { apiKey }));
  expect(valueOf(await client.getCollectionLink({ apiKey: viewer, id: link.id }))).toEqual(link);
  const { body } = await sandbox.call('POST', `/sandbox/collection-links/${link.id}/pay`);
  await vi.waitFor(() => expect(webhooksOf(body['id'])).toHaveLength(1));
  expect(webhooksOf(body['id'])).toMatchObject([
    {
      name: 'CollectionCredited',
      value: { amount: 500n, collectionLinkId: externalId, monoCollectionLinkId: link.id },
    },
  ]);
  const filters = { collectionLinkId: link.id };
  const intents = valueOf(await client.listCollectionIntents({ apiKey: viewer, filters }));
  expect(intents.items).toMatchObject([{ id: body['id'], state: 'account_credited' }]);
});
