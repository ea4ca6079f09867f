import type { MonoCollectionIntent } from '@riel/mono-client';
import type { CollectionLinkId, Instant, MinorUnits } from '@riel/schemas';
import { describe, expect, it } from 'vitest';
import { readClosing } from './read-closing.ts';

const now = 1_000_000_000_000_000 as Instant;
const SECOND = 1_000_000;
const ago = (seconds: number): Instant => (now - seconds * SECOND) as Instant;

const intent = (state: string, changes: Partial<MonoCollectionIntent> = {}) =>
  ({
    id: `cint_${state}`,
    accountId: 'acc_1',
    collectionLinkId: 'clink_1',
    externalId: null,
    amount: { amount: 7n as MinorUnits, currency: 'COP' },
    state,
    updatedAt: ago(100),
    insertedAt: ago(200),
    provider: 'pse',
    providerMessage: null,
    ...changes,
  }) as MonoCollectionIntent;

const decide = (intents: readonly MonoCollectionIntent[], changes: { isOver?: boolean } = {}) =>
  readClosing({
    collectionLinkId: 'link-1' as CollectionLinkId,
    monoCollectionLinkId: 'clink_1',
    intents,
    isOver: true,
    now,
    abandonedAfterMilliseconds: 50_000,
    ...changes,
  });

const told = (state: string, changes: Partial<MonoCollectionIntent> = {}) =>
  decide([intent(state, changes)]).events.map(({ name, value }) => [
    name,
    'monoState' in value ? value.monoState : '',
  ]);

describe('readClosing', () => {
  it('closes an expired link that nobody tried to pay, and no other', () => {
    expect(decide([])).toEqual({ events: [], openCount: 0, isClosed: true });
    expect(decide([], { isOver: false }).isClosed).toBe(false);
  });

  it('publishes what ended, under our id of the link', () => {
    expect(told('account_credited')).toEqual([['CollectionCredited', 'account_credited']]);
    expect(told('failed')).toEqual([['CollectionFailed', 'failed']]);
    const { events } = decide([intent('account_credited', { collectionLinkId: null })]);
    expect(events[0]?.value).toMatchObject({
      collectionLinkId: 'link-1',
      monoCollectionLinkId: 'clink_1',
      amount: 7n,
      source: 'look-up',
    });
  });

  it.each(['created', 'in_progress'])('publishes an abandoned intent as failed: %s', (state) => {
    const { events, isClosed } = decide([intent(state)]);
    expect(isClosed).toBe(true);
    expect(events).toMatchObject([
      { name: 'CollectionFailed', value: { monoState: state, occurredAt: ago(100) } },
    ]);
    expect(decide([intent(state)]).events).toEqual(events);
  });

  it('waits for an intent that is young, approved, or in a state that nobody knows', () => {
    for (const one of [
      intent('in_progress', { updatedAt: ago(49) }),
      intent('approved_in_provider'),
      intent('held_by_bank'),
      intent('created', { updatedAt: null, insertedAt: null }),
      intent('account_credited', { updatedAt: null }),
    ]) {
      expect(decide([one])).toEqual({ events: [], openCount: 1, isClosed: false });
    }
  });

  it('leaves intents of other links alone', () => {
    const other = intent('account_credited', { collectionLinkId: 'clink_2' });
    expect(decide([other])).toEqual({ events: [], openCount: 0, isClosed: true });
  });
});
