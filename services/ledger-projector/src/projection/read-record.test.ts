import { describe, expect, test } from 'vitest';
import type { AdjustmentId, EventOf, Instant, MinorUnits } from '@riel/schemas';
import { requested, testTransfer } from '../testing/events.ts';
import { readRecord } from './read-record.ts';
import type { BookedEvent } from './read-record.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const raw = {
  offset: 3n,
  value: Buffer.from('bytes'),
  traceparent: `00-${trace}-00f067aa0ba902b7-01`,
};
const topicEvents = new Set(['TransferRequested'] as const);
const event = requested(testTransfer(1));
const decodedAs = (one: BookedEvent) =>
  ({
    kind: 'event',
    event: one,
    schemaFingerprint: Buffer.alloc(32),
    body: Buffer.from('body'),
  }) as const;

describe('a record', () => {
  test('of a booked event is a fact under the key of the event', () => {
    expect(readRecord(raw, decodedAs(event), topicEvents)).toMatchObject({
      kind: 'fact',
      offset: 3n,
      eventId: event.value.eventId,
      subjectKey: event.value.transferId,
    });
  });

  test('with an id that is no UUID gets one that follows from it', () => {
    const odd = { ...event, value: { ...event.value, eventId: 'no uuid' as never } };
    const first = readRecord(raw, decodedAs(odd), topicEvents);
    expect(first.eventId).toMatch(/^[0-9a-f-]{36}$/);
    expect(readRecord(raw, decodedAs(odd), topicEvents).eventId).toBe(first.eventId);
  });

  test.each(['\0', 'x'.repeat(5000)])('with a key that no index takes gets another', (key) => {
    const odd = { ...event, value: { ...event.value, transferId: key as never } };
    expect(readRecord(raw, decodedAs(odd), topicEvents)).toMatchObject({
      subjectKey: expect.stringMatching(/^long:[0-9a-f-]{36}$/),
    });
  });

  test.each(['\0', 'C'.repeat(5000), '', 'cop', 'CO P'])(
    'with a currency that no account can have is of none',
    (currency) => {
      const odd = { ...event, value: { ...event.value, currency } };
      expect(readRecord(raw, decodedAs(odd), topicEvents)).toMatchObject({
        kind: 'fact',
        event: { value: { currency: 'XXX', amount: event.value.amount } },
      });
    },
  );

  test('of another topic is set aside', () => {
    expect(readRecord(raw, decodedAs(event), new Set())).toMatchObject({
      kind: 'set-aside',
      code: 'RIEL_RECORD_WRONG_TOPIC',
      traceId: trace,
    });
  });

  test.each([-1, 9e18, Number.NaN])('with the time %d is set aside', (occurredAt) => {
    const odd = { ...event, value: { ...event.value, occurredAt: occurredAt as Instant } };
    expect(readRecord(raw, decodedAs(odd), topicEvents)).toMatchObject({
      kind: 'set-aside',
      code: 'RIEL_RECORD_INSTANT',
    });
  });

  test.each([100_000_000_000_001n, -(2n ** 63n)])('of the amount %d is set aside', (amount) => {
    const odd = { ...event, value: { ...event.value, amount: amount as MinorUnits } };
    expect(readRecord(raw, decodedAs(odd), topicEvents)).toMatchObject({
      kind: 'set-aside',
      code: 'RIEL_RECORD_AMOUNT',
    });
  });

  test('of an adjustment beyond what its lines may hold together is set aside', () => {
    const line = (amount: bigint) => ({
      account: 'suspense:credits',
      amount: amount as MinorUnits,
      currency: 'COP',
    });
    const adjustment = (...amounts: readonly bigint[]): EventOf<'AdjustmentRequested'> => ({
      name: 'AdjustmentRequested',
      value: {
        ...event.value,
        adjustmentId: 'adjustment' as AdjustmentId,
        author: 'accountant',
        reason: 'test',
        driftId: null,
        openingBalance: true,
        postings: amounts.map(line),
      },
    });
    const booked = new Set(['AdjustmentRequested'] as const);
    const half = 5_000_000_000_000_000n;
    const read = (one: BookedEvent) => readRecord(raw, decodedAs(one), booked);
    expect(read(adjustment(half, -half))).toMatchObject({ kind: 'fact' });
    expect(read(adjustment(half, -half, 1n))).toMatchObject({ code: 'RIEL_RECORD_AMOUNT' });
  });

  test('of the largest amount is a fact', () => {
    const large = { ...event.value, amount: 100_000_000_000_000n as MinorUnits };
    expect(readRecord(raw, decodedAs({ ...event, value: large }), topicEvents)).toMatchObject({
      kind: 'fact',
    });
  });

  test('that cannot be decoded is named by its bytes alone', () => {
    const undecodable = { kind: 'undecodable', code: 'RIEL_X', reason: 'why' } as const;
    const one = readRecord(raw, undecodable, topicEvents);
    const other = readRecord({ ...raw, offset: 9n }, { ...undecodable, reason: '' }, topicEvents);
    expect(other).toMatchObject({ eventId: one.eventId, digest: one.digest });
  });
});
