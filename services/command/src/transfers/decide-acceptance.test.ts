import { transferIdOf } from '@riel/ids';
import type { Caller, MinorUnits } from '@riel/schemas';
import { describe, expect, it } from 'vitest';
import type { Candidate, CommandHash, KnownState } from './acceptance.ts';
import { decideAcceptance } from './decide-acceptance.ts';

const hashOf = (digest: string): CommandHash => ({ version: 1, keyId: 'k', digest });

const candidate = (
  key: string,
  changes: Partial<Candidate> & { digest?: string } = {},
): Candidate => {
  const caller = changes.caller ?? ('payroll' as Caller);
  const transferId = transferIdOf(caller, key);
  const digest = changes.digest ?? 'aa';
  return {
    transferId,
    caller,
    amount: 10n as MinorUnits,
    currency: 'COP',
    day: '2026-11-24',
    answer: { transferId, status: 'accepted', acceptedAt: 'now', bankCodeChecked: true },
    rejections: [],
    hash: hashOf(digest),
    isSameAs: (known) => known.digest === digest,
    ...changes,
  };
};

const nothing: KnownState = { transfers: new Map(), sums: new Map() };
const limit = { callerDailyMinorUnitsMax: 25n };
const kinds = (candidates: readonly Candidate[], known: KnownState = nothing) =>
  decideAcceptance(candidates, known, limit).map((outcome) =>
    outcome.kind === 'rejected' ? outcome.rejections[0]?.code : outcome.kind,
  );

describe('decideAcceptance', () => {
  it('accepts a new command, answers its repetition alike, refuses another under its key', () => {
    const first = candidate('a');
    expect(kinds([first, candidate('a'), candidate('a', { digest: 'bb' })])).toEqual([
      'accepted',
      'replayed',
      'idempotency-key-reused',
    ]);
  });

  it('gives the first answer, not a new one', () => {
    const answer = { ...candidate('a').answer, acceptedAt: 'long ago', bankCodeChecked: false };
    const known = {
      transfers: new Map([[candidate('a').transferId, { hash: hashOf('aa'), answer }]]),
      sums: new Map(),
    };
    expect(decideAcceptance([candidate('a')], known, limit)).toEqual([
      { kind: 'replayed', answer },
    ]);
  });

  it('answers a replay although the rules reject the command today', () => {
    const rejections = [{ field: 'notAfter', code: 'not-after-passed', message: 'm' }] as const;
    const late = candidate('a', { rejections });
    expect(kinds([late])).toEqual(['not-after-passed']);
    expect(kinds([candidate('a'), late])).toEqual(['accepted', 'replayed']);
  });

  it('counts a day up to the limit, and a replay not at all', () => {
    const commands = ['a', 'b', 'b', 'c'].map((key) => candidate(key));
    expect(kinds(commands)).toEqual(['accepted', 'accepted', 'replayed', 'daily-limit-exceeded']);
    const sums = new Map([['payroll 2026-11-24 COP', 16n]]);
    expect(kinds([candidate('a')], { ...nothing, sums })).toEqual(['daily-limit-exceeded']);
  });

  it('counts callers, days and currencies apart, and goes on after one that is too large', () => {
    const big = { amount: 20n as MinorUnits };
    const commands = [
      candidate('a', big),
      candidate('b', big),
      candidate('c', { amount: 5n as MinorUnits }),
      candidate('d', { ...big, caller: 'other' as Caller }),
      candidate('e', { ...big, day: '2026-11-25' }),
      candidate('f', { ...big, currency: 'USD' }),
    ];
    expect(kinds(commands)).toEqual([
      'accepted',
      'daily-limit-exceeded',
      ...Array.from({ length: 4 }, () => 'accepted'),
    ]);
  });
});
