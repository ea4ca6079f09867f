import { keyOf, type AnyEvent } from '@riel/schemas';
import { fc } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { parseMonoTransfer } from '../objects/mono-transfer.ts';
import {
  accountCreditedExample,
  bankTransferApprovedExample,
  collectionIntentCreditedExample,
} from '../testing/webhook-examples.ts';
import { normaliseTransfer } from './normalise-transfer.ts';
import { normaliseWebhook } from './normalise-webhook.ts';
import type { NormalisedEvent } from './normalised-event.ts';

const ours = '0d4ae0f5-6fb0-5e3a-9d13-8d2f6e0e1a11';
const approved = bankTransferApprovedExample.event.data;
const webhook = (type: string, data: object, timestamp = '2022-12-28T16:54:38.660650Z') =>
  normaliseWebhook(Buffer.from(JSON.stringify({ event: { data, type }, timestamp })), {
    staleSignature: false,
  });
const eventOf = (result: ReturnType<typeof webhook>): NormalisedEvent => {
  if (result.kind !== 'event') throw new Error(`not an event: ${result.kind}`);
  return result.event;
};
const parsed = (data: object) => {
  const read = parseMonoTransfer(data);
  if (read.kind !== 'parsed') throw new Error(read.problem);
  return read.value;
};

describe('the documented bodies', () => {
  it('approved becomes TransferSettled, whatever its batch says', () => {
    const event = eventOf(webhook('bank_transfer_approved', approved));
    expect(event).toMatchObject({
      name: 'TransferSettled',
      key: approved.id,
      value: {
        transferId: null,
        monoTransferId: approved.id,
        monoAccountId: approved.batch.account_id,
        amount: 1_600_000n,
        monoState: 'approved',
        rail: 'ach',
        railEvidence: 'routing',
        source: 'webhook',
        occurredAt: 1_672_245_606_812_742,
      },
      privateText: null,
    });
  });

  it('rejected becomes TransferDeclined with its known reason', () => {
    const data = { ...approved, declination_reason: 'insufficient_funds', state: 'declined' };
    const event = eventOf(webhook('bank_transfer_rejected', data));
    expect(event).toMatchObject({
      name: 'TransferDeclined',
      value: { declinationReason: 'insufficient_funds' },
      privateText: null,
    });
  });

  it('a reason that is free text is other, and kept beside for sealing', () => {
    const text = 'Account of Martina Brooks is closed';
    const data = { ...approved, declination_reason: text, state: 'declined' };
    const event = eventOf(webhook('bank_transfer_rejected', data));
    expect(event.value).toMatchObject({ declinationReason: 'other' });
    expect(event.privateText).toEqual({ declinationReason: text });
    expect(JSON.stringify(event.value, (_key, value) => String(value))).not.toContain('Martina');
  });

  it('rejected with state cancelled, as once observed, is TransferCancelled', () => {
    const data = { ...approved, declination_reason: 'Transaction cancelled', state: 'cancelled' };
    expect(eventOf(webhook('bank_transfer_rejected', data)).name).toBe('TransferCancelled');
  });

  it('fallback becomes TransferRerouted with the rail as seen', () => {
    const data = { ...approved, state: 'in_progress', routing: 'turbo', fallback_reason: 'why' };
    expect(eventOf(webhook('bank_transfer_fallback_routing', data))).toMatchObject({
      name: 'TransferRerouted',
      value: { rail: 'turbo', railEvidence: 'routing', fallbackReason: 'other' },
      privateText: { fallbackReason: 'why' },
    });
  });

  it.each([
    ['approved', 'declined'],
    ['declined', 'approved'],
  ])('change of final state from %s to %s', (previous, state) => {
    const data = { ...approved, state, previous_state: previous };
    expect(eventOf(webhook('bank_transfer_change_final_state', data))).toMatchObject({
      name: 'TransferFinalStateChanged',
      value: { previousState: previous, monoState: state },
    });
  });

  it('account_credited becomes AccountCredited on the day of the transaction', () => {
    const event = eventOf(webhook('account_credited', accountCreditedExample.event.data));
    expect(event).toMatchObject({
      name: 'AccountCredited',
      key: 'tx_0000000000000000000000',
      value: {
        amount: 69_300_000n,
        creditType: 'incoming_wire',
        occurredAt: 1_682_375_179_000_000,
      },
      privateText: { payerName: 'EXAMPLE PAYER SAS', payerDocumentNumber: '900000001' },
    });
  });

  it('collection_intent_credited becomes CollectionCredited', () => {
    const { data } = collectionIntentCreditedExample.event;
    expect(eventOf(webhook('collection_intent_credited', data))).toMatchObject({
      name: 'CollectionCredited',
      key: data.id,
      value: {
        amount: 10_000_000n,
        collectionLinkId: null,
        monoCollectionLinkId: data.collection_link_id,
      },
    });
    const mine = eventOf(webhook('collection_intent_credited', { ...data, external_id: ours }));
    expect(mine.value).toMatchObject({ collectionLinkId: ours });
  });

  it('collection_intent_failed becomes CollectionFailed', () => {
    const { data } = collectionIntentCreditedExample.event;
    const payment = { ...data.payment, provider_message: 'no funds' };
    const failed = { ...data, state: 'failed', payment };
    expect(eventOf(webhook('collection_intent_failed', failed))).toMatchObject({
      name: 'CollectionFailed',
      privateText: { providerMessage: 'no funds' },
    });
  });

  it.each(['batch_authorization_requested', 'batch_sent', 'batch_canceled', 'batch_duplicated'])(
    '%s asks for its transfers',
    (type) => {
      const data = { ...approved.batch, approved_by_user: { name: 'x' } };
      expect(webhook(type, data)).toEqual({
        kind: 'batch',
        type,
        batchId: approved.batch.id,
        state: 'declined',
        accountId: approved.batch.account_id,
      });
    },
  );
});

describe('our id', () => {
  it.each([
    ['external_id', { external_id: ours }, ours],
    ['external_id before entity_id', { external_id: ours, entity_id: 'x' }, ours],
    ['entity_id alone', { entity_id: ours }, ours],
    [
      'a UUID of another form',
      { external_id: ours.replace('-5e3a', '-4e3a'), entity_id: null },
      null,
    ],
  ])('%s', (_name, ids, transferId) => {
    const event = eventOf(webhook('bank_transfer_approved', { ...approved, ...ids }));
    expect(event.value).toMatchObject({ transferId });
    expect(event.key).toBe(transferId ?? approved.id);
    expect(event.key).toBe(keyOf(event as unknown as AnyEvent));
  });
});

describe('what is not an event', () => {
  it.each([
    ['approved with another state', 'bank_transfer_approved', { state: 'declined' }, 'look-up'],
    ['rejected but approved', 'bank_transfer_rejected', {}, 'look-up'],
    ['a change to no final state', 'bank_transfer_change_final_state', { state: 'x' }, 'look-up'],
    ['no state time', 'bank_transfer_approved', { updated_at: undefined }, 'look-up'],
    ['no account', 'bank_transfer_approved', { batch: null }, 'look-up'],
    ['no id', 'bank_transfer_approved', { id: null }, 'unreadable'],
    ['another type', 'card_transaction', {}, 'unknown'],
  ])('%s', (_name, type, changes, kind) => {
    expect(webhook(type, { ...approved, ...changes })).toMatchObject({ kind, type });
  });

  it('an intent that is not yet paid', () => {
    const data = { ...collectionIntentCreditedExample.event.data, state: 'approved_in_provider' };
    expect(webhook('collection_intent_credited', data).kind).toBe('look-up');
  });
});

describe('one fact, one id', () => {
  const event = eventOf(webhook('bank_transfer_approved', approved));

  it('whatever the envelope time and the precision', () => {
    const again = { ...approved, updated_at: '2022-12-28T16:40:06.812742000+00:00', extra: 1 };
    const other = eventOf(webhook('bank_transfer_approved', again, '2023-01-01T00:00:00Z'));
    expect(other.value.eventId).toBe(event.value.eventId);
  });

  it('from a look-up as from a webhook', () => {
    const found = normaliseTransfer(parsed(approved), { source: 'look-up' });
    expect(found).toMatchObject({
      event: { value: { eventId: event.value.eventId, source: 'look-up' } },
    });
  });

  it('but another one with better evidence, another state or time', () => {
    const ids = [
      { rail: 'ach' },
      { routing: 'turbo' },
      { updated_at: '2022-12-28T16:40:07.812742Z' },
      { state: 'declined' },
    ].map((change) => {
      const found = normaliseTransfer(parsed({ ...approved, ...change }), { source: 'look-up' });
      return found.kind === 'event' ? found.event.value.eventId : null;
    });
    expect(new Set([...ids, event.value.eventId]).size).toBe(5);
  });
});

describe('a look-up', () => {
  it('of a transfer in flight gives no event', () => {
    const found = normaliseTransfer(parsed({ ...approved, state: 'in_progress' }), {
      source: 'look-up',
    });
    expect(found).toEqual({ kind: 'in-flight', state: 'in_progress' });
  });

  it.each(['constructor', '__proto__', 'toString'])(
    'of the state %s gives none either',
    (state) => {
      const found = normaliseTransfer(parsed({ ...approved, state }), { source: 'look-up' });
      expect(found).toEqual({ kind: 'in-flight', state });
    },
  );

  it('that shows the other final state is a change of it', () => {
    const options = { source: 'look-up', knownFinalState: 'declined' } as const;
    expect(normaliseTransfer(parsed(approved), options)).toMatchObject({
      event: { name: 'TransferFinalStateChanged', value: { previousState: 'declined' } },
    });
  });

  it.each([
    [{ entity_id: null }, true],
    [{ entity_id: 'of-somebody' }, undefined],
    [{ entity_id: null, external_id: 'of-somebody' }, undefined],
  ])('says whether Mono names an owner: %j', (change, isUnnamed) => {
    const found = normaliseTransfer(parsed({ ...approved, ...change }), { source: 'look-up' });
    expect(found.kind === 'event' && found.isUnnamed).toBe(isUnnamed);
  });

  it('of a duplicate leaves the other transfer open', () => {
    const found = normaliseTransfer(parsed({ ...approved, state: 'duplicated' }), {
      source: 'look-up',
    });
    expect(found).toMatchObject({
      event: { name: 'TransferDuplicated', value: { otherMonoTransferId: null } },
    });
  });
});

it('no body makes it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
      expect(normaliseWebhook(body, { staleSignature: false }).kind).toBe('unreadable');
    }),
  );
});

it('no data makes it throw', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.constantFrom(
        'bank_transfer_approved',
        'account_credited',
        'batch_sent',
        'collection_intent_failed',
        'x',
      ),
      (data, type) => {
        const body = Buffer.from(JSON.stringify({ event: { data, type } }));
        const { kind } = normaliseWebhook(body, { staleSignature: false });
        expect(kind).toBe(type === 'x' ? 'unknown' : 'unreadable');
      },
    ),
  );
});
