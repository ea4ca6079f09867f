import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalForm, type CanonicalValue } from './canonical-form.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 5 });
const { value } = fc.letrec<{ value: CanonicalValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    text,
    fc.boolean(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.uint8Array({ maxLength: 5 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3 }),
  ),
}));

/** The value in a form in which equal ones are equal texts, made in another way than the bytes. */
function described(given: CanonicalValue): string {
  return JSON.stringify(given, (_key, each: unknown) => {
    if (typeof each === 'bigint') return { integer: each.toString() };
    if (each instanceof Uint8Array) return { bytes: [...each] };
    if (typeof each === 'object' && each !== null && !Array.isArray(each)) {
      const entries = Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1));
      return ['map', ...entries];
    }
    return each;
  });
}

test('two values have the same bytes only if they are the same', () => {
  fc.assert(
    fc.property(value, value, (one, other) => {
      const same = described(one) === described(other);
      expect(canonicalForm(one).equals(canonicalForm(other))).toBe(same);
    }),
    { numRuns: 500 },
  );
});

test('values that people take for the same differ', () => {
  const values: readonly CanonicalValue[] = [
    null,
    '',
    [],
    {},
    false,
    0,
    '0',
    '\0',
    [null],
    [''],
    [[]],
    ['a', 'b'],
    ['ab'],
    [['a'], 'b'],
    { a: 'b' },
    new Uint8Array(),
    new Uint8Array([0x61]),
    'a',
    'á',
    'a\u0301',
    1,
    '1',
    true,
  ];
  const forms = values.map((each) => canonicalForm(each).toString('hex'));
  expect(new Set(forms).size).toBe(values.length);
});

test('the order in which a map was filled does not count, and a number equals its bigint', () => {
  const turned = canonicalForm({ '\u{1F600}': '3', b: '2', '\uFFFD': '1' });
  expect(canonicalForm({ '\uFFFD': '1', '\u{1F600}': '3', b: '2' }).equals(turned)).toBe(true);
  expect(canonicalForm(7).equals(canonicalForm(7n))).toBe(true);
});

test('the form is frozen', () => {
  const form = canonicalForm([null, 'é', new Uint8Array([1, 2]), -2n, true, { b: [], a: '' }]);
  const parts = [
    '0500000006',
    '00',
    '0100000002c3a9',
    '02000000020102',
    '03fffffffffffffffe',
    '0401',
    '0600000002',
    '0100000001610100000000',
    '0100000001620500000000',
  ];
  expect(form.toString('hex')).toBe(parts.join(''));
});

test('what has no form is refused', () => {
  for (const each of [1.5, Number.NaN, 2 ** 53, 2n ** 63n, '\uD800', { '\uDC00': 1 }]) {
    expect(() => canonicalForm([each])).toThrow(
      expect.objectContaining({ code: 'RIEL_SIGNED_VALUE_MALFORMED' }),
    );
  }
});
