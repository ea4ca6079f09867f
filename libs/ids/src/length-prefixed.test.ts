import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdError } from './errors.ts';
import { lengthPrefixed } from './length-prefixed.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 6 });
const parts = fc.array(text, { maxLength: 4 });

test('different lists never give the same bytes', () => {
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(lengthPrefixed(one).equals(lengthPrefixed(other))).toBe(same);
    }),
  );
});

test('where the border between two parts lies counts', () => {
  fc.assert(
    fc.property(text, text, fc.nat(), (left, right, at) => {
      const joined = left + right;
      const cut = joined.isWellFormed() ? at % (joined.length + 1) : 0;
      const moved = [joined.slice(0, cut), joined.slice(cut)];
      fc.pre(moved[0] !== left && moved.every((part) => part.isWellFormed()));
      expect(lengthPrefixed([left, right]).equals(lengthPrefixed(moved))).toBe(false);
      expect(lengthPrefixed([left, right]).equals(lengthPrefixed([joined]))).toBe(false);
    }),
  );
});

test('the bytes can be read back', () => {
  fc.assert(
    fc.property(parts, (given) => {
      const bytes = lengthPrefixed(given);
      const read: string[] = [];
      for (let at = 0; at < bytes.length;) {
        const length = bytes.readUInt32BE(at);
        read.push(bytes.toString('utf8', at + 4, at + 4 + length));
        at += 4 + length;
      }
      expect(read).toEqual(given);
    }),
  );
});

test('a head stands in front, as it is', () => {
  expect(lengthPrefixed(['é'], Buffer.from([7, 8])).toString('hex')).toBe('070800000002c3a9');
});

test('a lone surrogate is refused, because UTF-8 would make it equal to others', () => {
  expect(() => lengthPrefixed(['fine', '\uD800'])).toThrow(IdError);
  expect(() => lengthPrefixed(['fine', '\uDFFF'])).toThrow('part 1 is not well-formed Unicode');
});
