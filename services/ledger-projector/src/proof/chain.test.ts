import { digestOfBody } from '@riel/avro';
import { describe, expect, test } from 'vitest';
import { digestOfUndecodable, genesisHash, linkHash } from './chain.ts';
import type { Link } from './chain.ts';

const link: Link = {
  chainNumber: 7,
  eventId: '0b3ad1a5-5ea2-5c8e-8ad6-06a9a3a3f8b4',
  variant: 0,
  eventName: 'TransferSettled',
  subjectKey: 'transfer',
  occurredAt: 1_790_000_000_000_000,
  recordedAt: 1_790_000_000_000_001,
  knownAt: 1_790_000_000_000_002,
  digest: Buffer.alloc(32, 1),
  entries: [
    {
      kind: 'settled',
      bookingDate: '2026-10-05',
      reverses: null,
      postings: [
        { account: 'clearing:ach:acc', currency: 'COP', amount: 100n },
        { account: 'assets:mono:acc', currency: 'COP', amount: -100n },
      ],
    },
  ],
  marks: [{ kind: 'amount', amount: 1n, currency: 'COP', about: 'trn_1' }],
};
const [entry] = link.entries;
const [mark] = link.marks;
const [posting, other] = entry!.postings;

const changes: Record<string, Partial<Link>> = {
  'chain number': { chainNumber: 8 },
  'event id': { eventId: '1b3ad1a5-5ea2-5c8e-8ad6-06a9a3a3f8b4' },
  variant: { variant: 1 },
  'event name': { eventName: 'TransferDeclined' },
  subject: { subjectKey: 'other' },
  'occurred at': { occurredAt: null },
  'recorded at': { recordedAt: 1_790_000_000_000_002 },
  'known at': { knownAt: 1_790_000_000_000_003 },
  digest: { digest: Buffer.alloc(32, 2) },
  'no entry': { entries: [] },
  'entry kind': { entries: [{ ...entry!, kind: 'fee' }] },
  'booking date': { entries: [{ ...entry!, bookingDate: '2026-10-06' }] },
  reversal: { entries: [{ ...entry!, reverses: link.eventId }] },
  amount: { entries: [{ ...entry!, postings: [{ ...posting!, amount: 101n }, other!] }] },
  account: { entries: [{ ...entry!, postings: [{ ...posting!, account: 'x' }, other!] }] },
  currency: { entries: [{ ...entry!, postings: [{ ...posting!, currency: 'USD' }, other!] }] },
  'order of postings': { entries: [{ ...entry!, postings: [other!, posting!] }] },
  'split of entries': {
    entries: [
      { ...entry!, postings: [posting!] },
      { ...entry!, postings: [other!] },
    ],
  },
  'no mark': { marks: [] },
  'mark amount': { marks: [{ ...mark!, amount: 2n }] },
};

describe('a link', () => {
  const start = genesisHash('riel.transfers.v1', 0);
  const hash = linkHash(start, link);

  test('has the same hash each time', () => {
    expect(linkHash(start, { ...link })).toEqual(hash);
    expect(hash).toHaveLength(32);
  });

  test('has a hash that never changes between versions of this program', () => {
    expect(hash.toString('hex')).toMatchInlineSnapshot(
      `"d17eccfcfbffd10a1361750016bd3bb52b0895fec1edbd900e3bef606aa5d181"`,
    );
  });

  test.each(Object.entries(changes))('has another hash when it differs in: %s', (_, change) => {
    expect(linkHash(start, { ...link, ...change })).not.toEqual(hash);
  });

  test('covers the sums of a closed month, in whatever order they are read', () => {
    const cash = { account: 'assets:mono:acc', currency: 'COP', debit: 0n, credit: 100n };
    const owed = { account: 'liabilities:payouts', currency: 'COP', debit: 100n, credit: 0n };
    const closed = linkHash(start, { ...link, closing: [cash, owed] });
    expect(linkHash(start, { ...link, closing: [owed, cash] })).toEqual(closed);
    expect(linkHash(start, { ...link, closing: [] })).not.toEqual(hash);
    for (const change of [{ debit: 1n }, { credit: 99n }, { currency: 'USD' }, { account: 'x' }]) {
      const closing = [{ ...cash, ...change }, owed];
      expect(linkHash(start, { ...link, closing })).not.toEqual(closed);
    }
  });

  test('has another hash after another link, in another partition and topic', () => {
    expect(linkHash(hash, link)).not.toEqual(hash);
    expect(linkHash(genesisHash('riel.transfers.v1', 1), link)).not.toEqual(hash);
    expect(linkHash(genesisHash('riel.collections.v1', 0), link)).not.toEqual(hash);
  });
});

describe('a digest', () => {
  test('tells an absent value, an empty one and a body apart', () => {
    const digests = [
      digestOfUndecodable(null),
      digestOfUndecodable(Buffer.alloc(0)),
      digestOfBody(Buffer.alloc(0), Buffer.alloc(0)),
    ].map((digest) => digest.toString('hex'));
    expect(new Set(digests).size).toBe(3);
  });
});
