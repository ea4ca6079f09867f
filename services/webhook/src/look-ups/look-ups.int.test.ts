import { transferIdOf } from '@riel/ids';
import type { Caller } from '@riel/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { pageOf, type FakeHandler } from '../testing/fake-mono.ts';
import { intentObject, monoId, transferObject, webhookBody } from '../testing/mono-bodies.ts';
import { startTopicReader, type TopicReader } from '../testing/topic-reader.ts';
import { startWebhookBed, type WebhookBed } from '../testing/webhook-bed.ts';

const stack = stackAddresses();
let testDatabase: TestDatabase;
let bed: WebhookBed;
let topics: TopicReader;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  bed = await startWebhookBed({ ...stack, databaseUrl: testDatabase.url });
  topics = await startTopicReader(stack);
});

beforeEach(() => bed.mono.answer(() => pageOf([])));

afterAll(async () => {
  await topics.stop();
  await bed.stop();
  await testDatabase.drop();
});

const ours = () => transferIdOf('demo' as Caller, monoId('key'));
const soon = { timeout: 15_000, interval: 20 };
const stale = { signedAtSeconds: Math.floor(Date.now() / 1_000) - 40_000 };
const listing = (...transfers: unknown[]): FakeHandler => {
  return (url) =>
    url.pathname === '/v1/transfers' ? pageOf(transfers) : { status: 404, body: {} };
};
const asked = (text: string): number =>
  bed.mono.requests.filter((request) => request.includes(text)).length;

interface ListedLookUp {
  readonly objectId: string;
  readonly reason: string;
  readonly attempts: number;
  readonly ageSeconds: number;
  readonly lastOutcome: string | null;
}

async function waitingAbout(id: string): Promise<readonly ListedLookUp[]> {
  const answer = await bed.ops('GET', '/v1/webhooks/look-ups?limit=1000');
  const { lookUps } = (await answer.json()) as { lookUps: ListedLookUp[] };
  return lookUps.filter(({ objectId }) => objectId === id);
}

describe('a webhook with an old signed time', () => {
  it('only wakes: Mono is asked and its word is published', async () => {
    const data = transferObject({ external_id: ours() });
    const atMono = { ...data, state: 'declined', declination_reason: 'insufficient_funds' };
    bed.mono.answer(listing(atMono));
    const body = webhookBody('bank_transfer_approved', data);
    expect((await bed.send(body, stale)).status).toBe(200);
    const [fact] = await topics.waitFor(data.id, 1);
    expect(fact?.event.name).toBe('TransferDeclined');
    expect(fact?.event.value).toMatchObject({ source: 'look-up' });
  });

  it('that shows the other final state than was published is a change of it', async () => {
    const data = transferObject({ external_id: ours() });
    await bed.send(webhookBody('bank_transfer_approved', data));
    await topics.waitFor(data.id, 1);
    const changed = { ...data, state: 'declined', updated_at: '2026-01-12T09:00:00.000001Z' };
    bed.mono.answer(listing(changed));
    await bed.send(webhookBody('bank_transfer_rejected', changed), stale);
    const [, fact] = await topics.waitFor(data.id, 2);
    expect(fact?.event.name).toBe('TransferFinalStateChanged');
    expect(fact?.event.value).toMatchObject({ previousState: 'approved', monoState: 'declined' });
    // The same again, found by another look-up, is the fact that is known.
    await bed.send(webhookBody('bank_transfer_rejected', changed, '2026-03-01T00:00:00Z'), stale);
    await vi.waitFor(async () => expect(await waitingAbout(data.id)).toEqual([]), soon);
    expect(topics.about(data.id)).toHaveLength(2);
  });

  it('is asked about again while the list is behind what a webhook told', async () => {
    const data = transferObject({ external_id: ours(), updated_at: '2026-01-12T09:00:00Z' });
    await bed.send(webhookBody('bank_transfer_approved', data));
    await topics.waitFor(data.id, 1);
    const before = { ...data, state: 'declined', updated_at: '2026-01-11T09:00:00Z' };
    bed.mono.answer(listing(before));
    await bed.send(webhookBody('bank_transfer_rejected', before), stale);
    await vi.waitFor(async () => {
      expect(await waitingAbout(data.id)).toMatchObject([{ lastOutcome: 'in-flight' }]);
    }, soon);
    expect(topics.about(data.id)).toHaveLength(1);
  });

  it('of an intent is asked by its id', async () => {
    const data = intentObject();
    bed.mono.answer((url) =>
      url.pathname === `/v1/collection_intents/${data.id}`
        ? { body: data }
        : { status: 404, body: {} },
    );
    await bed.send(webhookBody('collection_intent_credited', data), stale);
    const [fact] = await topics.waitFor(data.id, 1);
    expect(fact?.event.name).toBe('CollectionCredited');
    expect(fact?.event.value).toMatchObject({ amount: 10_000_000n, source: 'look-up' });
  });

  it('waits, visible with its age, as long as Mono does not know the transfer', async () => {
    const data = transferObject({ external_id: ours() });
    // A filter that is not applied answers about others: that is no answer.
    bed.mono.answer(listing(transferObject({ external_id: ours() })));
    await bed.send(webhookBody('bank_transfer_approved', data), stale);
    await vi.waitFor(async () => {
      const [waiting] = await waitingAbout(data.id);
      expect(waiting).toMatchObject({ reason: 'stale-signature', lastOutcome: 'nothing' });
      expect(waiting?.attempts).toBeGreaterThan(2);
    }, soon);
    const metrics = await (await fetch(`${bed.service.adminUrl}/metrics`)).text();
    expect(metrics).toMatch(/riel_webhook_look_ups_waiting\{[^}]*\} [1-9]/);
    bed.mono.answer(listing(data));
    await topics.waitFor(data.id, 1);
    await vi.waitFor(async () => expect(await waitingAbout(data.id)).toEqual([]), soon);
  });

  it('honours Retry-After and takes the next key when one is refused', async () => {
    const data = transferObject({ external_id: ours() });
    await bed.stack.writeApiKey('key-2', 'Preparer', 'mono_preparer');
    const answeredAt: number[] = [];
    bed.mono.answer((url, key) => {
      if (!url.search.includes(data.id)) return pageOf([]);
      if (key === 'mono_viewer') return { status: 401, body: { errors: [] } };
      answeredAt.push(performance.now());
      if (answeredAt.length > 1) return pageOf([data]);
      return { status: 429, headers: { 'retry-after': '1' }, body: {} };
    });
    await bed.send(webhookBody('bank_transfer_approved', data), stale);
    await topics.waitFor(data.id, 1);
    const [first = 0, second = 0] = answeredAt;
    expect(second - first).toBeGreaterThan(950);
  });
});

describe('an event of a batch', () => {
  const batch = (type: string, id: string, state: string) => webhookBody(type, { id, state });

  it('is fanned out, page by page, and only to its own transfers', async () => {
    const id = monoId('bat');
    const member = (change: object) =>
      transferObject({ external_id: ours(), batch: { id, account_id: monoId('acc') }, ...change });
    const members = [member({ state: 'cancelled' }), member({ state: 'cancelled' })];
    const stranger = transferObject({ external_id: ours(), state: 'cancelled' });
    bed.mono.answer((url) =>
      url.searchParams.get('page[number]') === '2' || url.search.includes('=2')
        ? pageOf([members[1]], 2)
        : pageOf([members[0], stranger], 2),
    );
    await bed.send(batch('batch_canceled', id, 'cancelled'));
    for (const { id: memberId } of members) {
      const [fact] = await topics.waitFor(memberId, 1);
      expect(fact?.event.name).toBe('TransferCancelled');
    }
    expect(topics.about(stranger.id)).toEqual([]);
  });

  it('that ends its transfers is asked again until each of them has ended', async () => {
    const id = monoId('bat');
    const member = { external_id: ours(), batch: { id, account_id: monoId('acc') } };
    const first = transferObject({ ...member, state: 'cancelled' });
    const late = transferObject({ ...member, external_id: ours(), state: 'created' });
    let transfers: unknown[] = [];
    bed.mono.answer(() => pageOf(transfers));
    await bed.send(batch('batch_canceled', id, 'cancelled'));
    await vi.waitFor(async () => {
      expect(await waitingAbout(id)).toMatchObject([{ lastOutcome: 'nothing' }]);
    }, soon);
    transfers = [first, late];
    await topics.waitFor(first.id, 1);
    expect(topics.about(late.id)).toEqual([]);
    transfers = [first, { ...late, state: 'cancelled' }];
    await topics.waitFor(late.id, 1);
    await vi.waitFor(async () => expect(await waitingAbout(id)).toEqual([]), soon);
    expect(topics.about(first.id)).toHaveLength(1);
  });
});

describe('a duplicate', () => {
  const duplicated = () => {
    const external_id = ours();
    return { ...transferObject({ state: 'duplicated' }), external_id };
  };
  const told = async (data: { readonly id: string }): Promise<void> => {
    await bed.send(webhookBody('bank_transfer_approved', data));
  };

  it('names the other Mono transfer that carries the same id of ours', async () => {
    const data = duplicated();
    const original = { ...data, id: monoId('trn'), state: 'approved' };
    bed.mono.answer(listing(data, original));
    await told(data);
    const [fact] = await topics.waitFor(data.id, 1);
    expect(fact?.key).toBe(data.external_id);
    expect(fact?.event.name).toBe('TransferDuplicated');
    expect(fact?.event.value).toMatchObject({ otherMonoTransferId: original.id });
  });

  it('says none only after two proven looks', async () => {
    const data = duplicated();
    bed.mono.answer(listing(data));
    await told(data);
    const [fact] = await topics.waitFor(data.id, 1);
    expect(fact?.event.value).toMatchObject({ otherMonoTransferId: null });
    expect(asked(data.external_id)).toBe(2);
  });

  it('waits while a look does not find the duplicate itself', async () => {
    const data = duplicated();
    let isBlind = true;
    bed.mono.answer((url) =>
      pageOf(url.search.includes(data.external_id) && isBlind ? [] : [data]),
    );
    await told(data);
    await vi.waitFor(async () => {
      expect(await waitingAbout(data.id)).toMatchObject([{ lastOutcome: 'unproven' }]);
    }, soon);
    isBlind = false;
    const [fact] = await topics.waitFor(data.id, 1);
    expect(fact?.event.value).toMatchObject({ otherMonoTransferId: null });
  });

  it('that is not ours says none: there is no id to look by', async () => {
    const data = transferObject({ state: 'duplicated' });
    bed.mono.answer(listing(data));
    await told(data);
    const [fact] = await topics.waitFor(data.id, 1);
    expect(fact?.key).toBe(data.id);
    expect(fact?.event.value).toMatchObject({ otherMonoTransferId: null, transferId: null });
  });
});
