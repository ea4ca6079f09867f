import fc from 'fast-check';
import { expect, test } from 'vitest';
import { childTraceparent, newTraceparent, parseTraceparent } from './trace-context.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';
const span = 'b7ad6b7169203331';

test('a child stays in the trace with a span of its own and the same sampling', () => {
  for (const flags of ['00', '01', '03']) {
    const child = parseTraceparent(childTraceparent(`00-${trace}-${span}-${flags}`));
    expect(child?.traceId).toBe(trace);
    expect(child?.spanId).not.toBe(span);
    expect(child?.sampled).toBe(flags !== '00');
  }
});

test('whatever comes as a parent, what goes out is well formed and holds nothing else of it', () => {
  const anything = fc.oneof(fc.string(), fc.constant(null), fc.constant(undefined));
  fc.assert(
    fc.property(anything, (parent) => {
      expect(childTraceparent(parent)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
    }),
  );
});

test('malformed parents are none', () => {
  const malformed = [
    '',
    'x',
    `00-${trace}-${span}`,
    `00-${trace.toUpperCase()}-${span}-01`,
    `00-${'0'.repeat(32)}-${span}-01`,
    `00-${trace}-${'0'.repeat(16)}-01`,
    `ff-${trace}-${span}-01`,
    `00-${trace}-${span}-01-more`,
  ];
  for (const text of malformed) expect(parseTraceparent(text)).toBeNull();
  expect(parseTraceparent(`01-${trace}-${span}-01-more`)?.traceId).toBe(trace);
});

test('two new traces differ', () => {
  expect(newTraceparent()).not.toBe(newTraceparent());
});
