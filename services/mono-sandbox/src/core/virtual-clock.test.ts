import { expect, it, vi } from 'vitest';
import { createVirtualClock } from './virtual-clock.ts';

it('runs what is planned after a jump at its own time, though a timer stood for what the jump ran', async () => {
  vi.useFakeTimers();
  try {
    const clock = createVirtualClock({ speed: 1, timestamps: 'wall' });
    const ran: string[] = [];
    clock.after(30_000, () => ran.push('jumped over'));
    await clock.advance(31_000, async () => await Promise.resolve());
    clock.after(100, () => ran.push('planned later'));
    await vi.advanceTimersByTimeAsync(100);
    expect(ran).toEqual(['jumped over', 'planned later']);
    clock.stop();
  } finally {
    vi.useRealTimers();
  }
});
