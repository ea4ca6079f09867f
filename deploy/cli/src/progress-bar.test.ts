import { expect, test } from 'vitest';

import { createProgressBar } from './progress-bar.ts';

const drawing = () => {
  const written: string[] = [];
  const time = { now: 0 };
  const bar = createProgressBar({
    write: (text) => written.push(text),
    clock: () => time.now,
    unit: 'facts',
  });
  return { bar, written, time };
};

test('the bar tells how much is done and how fast', () => {
  const { bar, written, time } = drawing();
  time.now = 2_000;
  bar.show(500, 1_000);
  expect(written[0]).toContain(
    `[${'#'.repeat(15)}${'.'.repeat(15)}]  50 %  500 of 1000 facts, 250/s`,
  );
});

test('the bar is not drawn more often than eyes can follow', () => {
  const { bar, written, time } = drawing();
  for (time.now = 0; time.now < 1_000; time.now += 1) bar.show(time.now, 1_000);
  expect(written.length).toBeLessThanOrEqual(11);
});

test('nothing to do is done', () => {
  const { bar, written } = drawing();
  bar.show(0, 0);
  expect(written[0]).toContain('100 %');
});

test('where nobody watches nothing is drawn', () => {
  const bar = createProgressBar({ write: null, clock: () => 0, unit: 'facts' });
  expect(() => {
    bar.show(1, 2);
    bar.clear();
  }).not.toThrow();
});
