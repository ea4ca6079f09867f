import type { Instant } from '@riel/ids';
import { DueHeap } from './due-heap.ts';

/**
 * The sandbox's clock. Delays run on a virtual clock: `speed` times as fast as the real one, and
 * `advance` jumps ahead. Time stamps are another matter, for whoever receives them compares them with
 * the real time: by default they stay the wall clock's, on request they follow the virtual one.
 */
export interface VirtualClock {
  /** A new time stamp, later than every one before by a microsecond at least. */
  stamp(): Instant;
  /** Virtual milliseconds since the start. */
  elapsed(): number;
  /** Runs the work after that many virtual milliseconds. */
  after(delayMilliseconds: number, work: () => void): void;
  /**
   * Jumps ahead, running all that falls due on the way at its own time. `settled` is awaited between
   * the steps, so that what a step started in the background (a delivery) can plan its next step.
   */
  advance(milliseconds: number, settled: () => Promise<void>): Promise<void>;
  waiting(): number;
  stop(): void;
}

export interface VirtualClockOptions {
  readonly speed: number;
  readonly timestamps: 'wall' | 'virtual';
  /** Real milliseconds since the epoch. */
  readonly realMilliseconds?: () => number;
}

/** Longest real wait of one timer: what Node's timers can hold. */
const TIMER_MILLISECONDS_MAX = 2_147_483_647;
/** Pieces of work in a row before other events get their turn. */
const WORK_IN_A_ROW_MAX = 500;
const MICROSECONDS_PER_MILLISECOND = 1_000;

class Clock implements VirtualClock {
  readonly #speed: number;
  readonly #timestamps: 'wall' | 'virtual';
  readonly #real: () => number;
  readonly #startedAt: number;
  readonly #heap = new DueHeap();
  #jumped = 0;
  #sequence = 0;
  #lastStamp = 0;
  #timer: NodeJS.Timeout | null = null;
  #timerDue = Infinity;
  #stopped = false;

  constructor(options: VirtualClockOptions) {
    this.#speed = options.speed;
    this.#timestamps = options.timestamps;
    this.#real = options.realMilliseconds ?? Date.now;
    this.#startedAt = this.#real();
  }

  stamp(): Instant {
    const milliseconds =
      this.#timestamps === 'wall' ? this.#real() : this.#startedAt + this.elapsed();
    const microseconds = Math.floor(milliseconds * MICROSECONDS_PER_MILLISECOND);
    this.#lastStamp = Math.max(microseconds, this.#lastStamp + 1);
    return this.#lastStamp as Instant;
  }

  elapsed(): number {
    return (this.#real() - this.#startedAt) * this.#speed + this.#jumped;
  }

  after(delayMilliseconds: number, work: () => void): void {
    if (this.#stopped) return;
    this.#sequence += 1;
    this.#heap.put({ due: this.elapsed() + delayMilliseconds, sequence: this.#sequence, work });
    this.#arm();
  }

  async advance(milliseconds: number, settled: () => Promise<void>): Promise<void> {
    const target = this.elapsed() + milliseconds;
    for (;;) {
      await settled();
      const next = this.#heap.earliest();
      if (next === undefined || next.due > target) break;
      this.#jumped += Math.max(0, next.due - this.elapsed());
      this.#runDue();
    }
    this.#jumped += Math.max(0, target - this.elapsed());
    // The timer stands for a time before the jump, and rings too late for what is planned after it.
    this.#disarm();
    this.#arm();
  }

  waiting(): number {
    return this.#heap.size;
  }

  stop(): void {
    this.#stopped = true;
    this.#disarm();
  }

  #runDue(): void {
    for (let count = 0; count < WORK_IN_A_ROW_MAX; count += 1) {
      const next = this.#heap.earliest();
      if (next === undefined || next.due > this.elapsed()) return;
      this.#heap.take();
      next.work();
    }
  }

  #disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#timerDue = Infinity;
  }

  #arm(): void {
    const next = this.#heap.earliest();
    if (this.#stopped || next === undefined || next.due >= this.#timerDue) return;
    this.#disarm();
    this.#timerDue = next.due;
    const wait = Math.ceil(Math.max(0, next.due - this.elapsed()) / this.#speed);
    this.#timer = setTimeout(
      () => {
        this.#timerDue = Infinity;
        this.#timer = null;
        this.#runDue();
        this.#arm();
      },
      Math.min(wait, TIMER_MILLISECONDS_MAX),
    );
  }
}

/** Starts a clock at the present. */
export function createVirtualClock(options: VirtualClockOptions): VirtualClock {
  return new Clock(options);
}
