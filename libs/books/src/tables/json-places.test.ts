import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { jsonPlaces } from './json-places.ts';

const placesOf = (text: string): unknown => {
  const places = jsonPlaces(text);
  return places.kind === 'ok' ? Object.fromEntries(places.lines) : places;
};

it('knows the line of each value', () => {
  const text = '\n{ "a": [1,\n  {"b/c": "x\\n",\n  "~": null}],\n"d"\n: true }\n';
  expect(placesOf(text)).toEqual({
    '': 2,
    '/a': 2,
    '/a/0': 2,
    '/a/1': 3,
    '/a/1/b~1c': 3,
    '/a/1/~0': 4,
    '/d': 6,
  });
});

it('counts lines of any ending', () => {
  expect(placesOf('[1,\r\n2]')).toEqual({ '': 1, '/0': 1, '/1': 2 });
});

it('sees a member that appears twice, however it is spelt', () => {
  expect(jsonPlaces('{"a": 1,\n"\\u0061": 2}')).toMatchObject({
    repeated: [{ path: '/a', line: 2 }],
  });
});

describe('a text that is no JSON is refused at the line of its first mistake', () => {
  test.each([
    ['', 1, 'must be a value'],
    ['{"a": 1,\n}', 2, 'must be the name of a field in quotes'],
    ['{"a" 1}', 1, 'must be a colon'],
    ['[1,\n2\n3]', 3, 'must be a comma or the end of the list'],
    ['{"a": 1\n"b": 2}', 2, 'must be a comma or the end of the object'],
    ['[01]', 1, 'must be a comma or the end of the list'],
    ['["a\nb"]', 1, 'must be a value'],
    ['{}\n{}', 2, 'must end here'],
    ['['.repeat(70), 1, 'nests too deeply'],
  ])('%j', (text, line, message) => {
    expect(jsonPlaces(text)).toEqual({ kind: 'malformed', line, message });
  });
});

const wellFormed = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('it takes exactly what JSON.parse takes', () => {
  const json = fc.json({ maxDepth: 4 });
  const cut = fc.tuple(json, fc.nat(), fc.string({ maxLength: 2 })).map(([text, at, put]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + put + text.slice(place + 1);
  });
  fc.assert(
    fc.property(fc.oneof(json, cut), (text) => {
      expect(jsonPlaces(text).kind).toBe(wellFormed(text) ? 'ok' : 'malformed');
    }),
    { numRuns: 2_000 },
  );
});
