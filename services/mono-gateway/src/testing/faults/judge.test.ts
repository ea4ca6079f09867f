import { eventIdOf } from '@riel/ids';
import type { AnyEvent, Instant } from '@riel/schemas';
import { describe, expect, it } from 'vitest';
import { judge, type JudgedRun, type Moment, type Waiting } from './judge.ts';

const at = 1_800_000_000_000_000 as Instant;
const times = { occurredAt: at, recordedAt: at };

const accepted = (transferId: string, monoTransferId = `trn_${transferId}`): AnyEvent =>
  ({
    name: 'TransferAccepted',
    value: {
      ...times,
      transferId,
      monoTransferId,
      eventId: eventIdOf([transferId, monoTransferId]),
    },
  }) as unknown as AnyEvent;
const ended = (name: 'TransferRefused' | 'TransferCancelledByCaller', transferId: string) =>
  ({
    name,
    value: { ...times, transferId, eventId: eventIdOf([name, transferId]) },
  }) as unknown as AnyEvent;
const linkCreated = (collectionLinkId: string, monoCollectionLinkId: string): AnyEvent =>
  ({
    name: 'CollectionLinkCreated',
    value: {
      ...times,
      collectionLinkId,
      monoCollectionLinkId,
      eventId: eventIdOf([collectionLinkId]),
    },
  }) as unknown as AnyEvent;
const waitingAs = (id: string, state: string, reason: string | null = 'conflict'): Waiting => ({
  id,
  state,
  reason,
});

const moment = (name: string, change: Partial<Moment> = {}): Moment => ({
  name,
  read: new Set(['one', 'two']),
  log: [],
  waiting: [],
  ...change,
});

interface Sketch extends Partial<Omit<JudgedRun, 'paymentsOf'>> {
  readonly payments?: Readonly<Record<string, readonly string[]>>;
}

/** A run of two transfers: one is paid, two is refused after it waited for a person. */
function runOf(change: Sketch = {}): JudgedRun {
  const payments = change.payments ?? { one: ['trn_one'] };
  const log = [accepted('one'), ended('TransferRefused', 'two')];
  return {
    orders: [
      { id: 'one', kind: 'transfer', isForged: false },
      { id: 'two', kind: 'transfer', isForged: false },
    ],
    hostile: moment('early', { waiting: [waitingAs('one', 'ready'), waitingAs('two', 'looking')] }),
    atRest: moment('at rest', {
      log: [accepted('one')],
      waiting: [waitingAs('two', 'partly-found')],
    }),
    atEnd: moment('at the end', { log }),
    ...change,
    paymentsOf: (id) => payments[id] ?? [],
  };
}

describe('the judge', () => {
  it('has nothing against a run in which all is well', () => {
    expect(judge(runOf())).toEqual([]);
  });

  it('finds a transfer that was paid twice', () => {
    const run = runOf({ payments: { one: ['trn_one', 'trn_other'] } });
    expect(judge(run)).toEqual(['transfer one was paid 2 times']);
  });

  it('finds a transfer that the log calls accepted and Mono does not hold', () => {
    expect(judge(runOf({ payments: {} }))).toEqual(['transfer one is accepted and was not paid']);
  });

  it('finds an acceptance that names another object of Mono', () => {
    expect(judge(runOf({ payments: { one: ['trn_x'] } }))).toEqual([
      'transfer one is bound to another object of Mono',
    ]);
  });

  it.each([
    ['TransferRefused', 'transfer two is refused and was paid'],
    ['TransferCancelledByCaller', 'transfer two is cancelled and was paid'],
  ] as const)('finds a payment in spite of %s', (name, problem) => {
    const atEnd = moment('at the end', { log: [accepted('one'), ended(name, 'two')] });
    const payments = { one: ['trn_one'], two: ['trn_two'] };
    expect(judge(runOf({ atEnd, payments }))).toEqual([problem]);
  });

  it('finds a forged request that was paid', () => {
    const orders = [
      { id: 'one', kind: 'transfer', isForged: true },
      { id: 'two', kind: 'transfer', isForged: false },
    ] as const;
    expect(judge(runOf({ orders }))).toEqual(['transfer one was forged and paid']);
  });

  it('finds a transfer that is in no list and has no end', () => {
    const hostile = moment('early', { waiting: [waitingAs('one', 'ready')] });
    expect(judge(runOf({ hostile }))).toEqual(['transfer two is forgotten early']);
  });

  it('asks nothing of what the gateway has not read yet, but at the end all is read', () => {
    const hostile = moment('early', { read: new Set() });
    expect(judge(runOf({ hostile }))).toEqual([]);
    const { atEnd } = runOf();
    expect(judge(runOf({ atEnd: { ...atEnd, read: new Set(['one']) } }))).toEqual([
      'transfer two was never read',
    ]);
  });

  it('finds something that waits without a reason', () => {
    const waiting = [waitingAs('one', 'looking', null), waitingAs('two', 'ready')];
    expect(judge(runOf({ hostile: moment('early', { waiting }) }))).toEqual([
      'transfer one waits without a reason early',
    ]);
  });

  it.each(['ready', 'sending', 'looking', 'refusing', 'waiting'])(
    'finds something that waits as %s once Mono behaves',
    (state) => {
      const { atRest } = runOf();
      expect(judge(runOf({ atRest: { ...atRest, waiting: [waitingAs('two', state)] } }))).toEqual([
        `two waits as ${state} at rest`,
      ]);
    },
  );

  it('lets nothing wait that was given up', () => {
    const waiting = [waitingAs('two', 'partly-found')];
    const atEnd = moment('at the end', { waiting, log: [accepted('one')] });
    expect(judge(runOf({ atEnd }))).toEqual([
      'transfer two has 0 ends',
      'two waits as partly-found at the end',
    ]);
  });

  it('counts a fact that is said again once, and two ends as two', () => {
    const log = [accepted('one'), accepted('one'), ended('TransferRefused', 'two')];
    expect(judge(runOf({ atEnd: moment('at the end', { log }) }))).toEqual([]);
    const cancelled = ended('TransferCancelledByCaller', 'two');
    expect(judge(runOf({ atEnd: moment('at the end', { log: [...log, cancelled] }) }))).toEqual([
      'transfer two has 2 ends',
    ]);
  });

  it('judges a collection link like a transfer', () => {
    const orders = [{ id: 'one', kind: 'link', isForged: false }] as const;
    const atEnd = moment('at the end', { log: [linkCreated('one', 'clink_1')] });
    const moments = { atEnd, atRest: moment('at rest', { log: atEnd.log }) };
    const judged = judge(runOf({ orders, ...moments, payments: { one: ['clink_1', 'clink_2'] } }));
    expect(judged).toEqual(['link one was paid 2 times']);
  });
});
