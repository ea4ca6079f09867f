import { expect, it } from 'vitest';
import type { CommandHash } from '../transfers/acceptance.ts';
import { decideOnce } from './decide-once.ts';

const hashOf = (digest: string): CommandHash => ({ version: 1, keyId: 'k', digest });

const candidate = (
  id: string,
  digest = 'aa',
  rejections: readonly { code: 'required' }[] = [],
) => ({
  id,
  answer: { acceptedAt: `now ${digest}` },
  hash: hashOf(digest),
  isSameAs: (known: CommandHash) => known.digest === digest,
  rejections: rejections.map(({ code }) => ({ field: 'amount', code, message: 'm' })),
});

it('accepts once, answers the same command alike and refuses another under its key', () => {
  const outcomes = decideOnce(
    [candidate('a'), candidate('a'), candidate('a', 'bb'), candidate('b')],
    new Map(),
  );
  expect(outcomes.map(({ kind }) => kind)).toEqual([
    'accepted',
    'replayed',
    'rejected',
    'accepted',
  ]);
  expect(outcomes[2]).toMatchObject({ rejections: [{ code: 'idempotency-key-reused' }] });
});

it('gives the first answer, whatever the rules say today', () => {
  const first = { acceptedAt: 'long ago' };
  const known = new Map([['a', { hash: hashOf('aa'), answer: first }]]);
  const refused = [{ code: 'required' as const }];
  expect(decideOnce([candidate('a', 'aa', refused)], known)).toEqual([
    { kind: 'replayed', answer: first },
  ]);
  expect(decideOnce([candidate('c', 'aa', refused)], known)).toMatchObject([{ kind: 'rejected' }]);
});
