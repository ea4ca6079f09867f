import { fc } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { BoundedMap } from './bounded-map.ts';
import { DueHeap } from './due-heap.ts';
import { createMonoIds } from './mono-ids.ts';
import { createVirtualClock } from './virtual-clock.ts';

describe('DueHeap', () => {
  it('gives everything back in order of time, then of arrival', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
        const heap = new DueHeap();
        times.forEach((due, sequence) => heap.put({ due, sequence, work: () => undefined }));
        const taken = times.map(() => heap.take()!);
        const sorted = taken.toSorted((a, b) => a.due - b.due || a.sequence - b.sequence);
        expect(taken).toEqual(sorted);
        expect(heap.size).toBe(0);
      }),
    );
  });
});

describe('the virtual clock', () => {
  const settled = () => Promise.resolve();

  it('stamps later each time, by a microsecond at least', () => {
    const clock = createVirtualClock({
      speed: 1,
      timestamps: 'wall',
      realMilliseconds: () => 1_000,
    });
    expect([clock.stamp(), clock.stamp(), clock.stamp()]).toEqual([
      1_000_000, 1_000_001, 1_000_002,
    ]);
  });

  it('runs what falls due on the way at its own time, and what that plans', async () => {
    const clock = createVirtualClock({
      speed: 1,
      timestamps: 'virtual',
      realMilliseconds: () => 0,
    });
    const ran: [string, number][] = [];
    clock.after(1_000, () => {
      ran.push(['first', clock.elapsed()]);
      clock.after(500, () => ran.push(['planned', clock.elapsed()]));
    });
    clock.after(5_000, () => ran.push(['late', clock.elapsed()]));
    await clock.advance(2_000, settled);
    expect(ran).toEqual([
      ['first', 1_000],
      ['planned', 1_500],
    ]);
    expect([clock.elapsed(), clock.waiting(), clock.stamp()]).toEqual([2_000, 1, 2_000_000]);
    clock.stop();
  });
});

it('ids have Mono s form and do not repeat', () => {
  const newId = createMonoIds();
  const ids = Array.from({ length: 10_000 }, () => newId('trn'));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^trn_[A-Za-z0-9]{22}$/.test(id))).toBe(true);
});

it('a bounded map forgets its oldest entry', () => {
  const map = new BoundedMap<string, number>(2);
  ['a', 'b', 'c'].forEach((key, index) => map.set(key, index));
  expect([map.get('a'), map.get('c'), map.size]).toEqual([undefined, 2, 2]);
  expect(map.newest(5)).toEqual([2, 1]);
});
