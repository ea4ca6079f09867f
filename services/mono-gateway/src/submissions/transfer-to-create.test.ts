import { encodeTransfersBody } from '@riel/mono-client';
import type { MonoAccountId, TransferRequested } from '@riel/schemas';
import { beforeAll, describe, expect, it } from 'vitest';
import { testAt } from '../testing/submissions.ts';
import { canaryPayee, createTestRequests, type TestRequests } from '../testing/test-requests.ts';
import { transferToCreate } from './transfer-to-create.ts';

let requests: TestRequests;
beforeAll(async () => {
  requests = await createTestRequests();
});

const payee = Buffer.from(JSON.stringify(canaryPayee));

/** What Mono is asked for a request with these rails. */
function askedOf(rails: Partial<Pick<TransferRequested, 'requestedRail' | 'fallbackRails'>>) {
  const request = requests.request({ idempotencyKey: 'rails', at: testAt, ...rails });
  const transfer = transferToCreate(request, payee);
  if (transfer === null) throw new Error('it cannot be sent');
  const accountId = request.monoAccountId satisfies MonoAccountId;
  const body: unknown = JSON.parse(
    encodeTransfersBody({ accountId, transfers: [transfer] }).toString(),
  );
  return (body as { readonly transfers: readonly Record<string, unknown>[] }).transfers[0] ?? {};
}

describe('rails come from the command, and nothing narrows them', () => {
  it('none asked, none sent', () => {
    const asked = askedOf({});
    expect(asked).not.toHaveProperty('routing');
    expect(asked).not.toHaveProperty('fallback_routing');
  });

  it.each([
    ['turbo', ['ach', 'transfiya']],
    ['ach', []],
    ['a rail of next year', ['another of next year']],
  ])('%s with fallback %j', (requestedRail, fallbackRails) => {
    expect(askedOf({ requestedRail, fallbackRails })).toMatchObject({
      routing: requestedRail,
      fallback_routing: fallbackRails,
    });
  });
});

it('both ids that Mono may echo are the transfer, and the payee is complete', () => {
  const asked = askedOf({});
  expect(asked['external_id']).toBe(asked['entity_id']);
  expect(asked['payee']).toMatchObject({
    name: canaryPayee.name,
    bank_account: { bank_code: '007', number: canaryPayee.accountNumber },
  });
});

it.each([
  ['a payee without a name', { ...canaryPayee, name: undefined }],
  ['a payee that is a number', 7],
])('%s is never sent', (_name, wrong) => {
  const request = requests.request({ idempotencyKey: 'wrong', at: testAt });
  expect(transferToCreate(request, Buffer.from(JSON.stringify(wrong)))).toBeNull();
});
