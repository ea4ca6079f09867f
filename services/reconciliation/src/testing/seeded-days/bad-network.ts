import type { NormalisedEvent } from '@riel/mono-client';
import { publishedEvent } from '../our-events.ts';
import type { MemoryBooks } from './memory-books.ts';
import type { Planted } from './planted.ts';
import type { Random } from './random.ts';

const HOUR = 3_600_000_000;
/** The last repetition of a webhook comes so long after its first. */
const LAST_REPETITION_HOURS = 8.4;
const LATE_SECONDS_USUALLY = 60;
const MICROSECONDS_PER_SECOND = 1_000_000;

interface Waiting {
  readonly at: number;
  readonly event: NormalisedEvent;
  /** Runs that there had been when it was sent. */
  readonly runs: number;
}

/** Carries webhooks to the books: some never arrive, some late, some twice, some before older ones. */
export class BadNetwork {
  /** Runs so far: what arrives after one that was sent before it is late. */
  runs = 0;
  readonly #random: Random;
  readonly #books: MemoryBooks;
  readonly #planted: Planted;
  readonly #newest = new Map<string, number>();
  #waiting: Waiting[] = [];

  constructor(random: Random, books: MemoryBooks, planted: Planted) {
    this.#random = random;
    this.#books = books;
    this.#planted = planted;
  }

  /** Sends a webhook; false if it is lost for good. */
  send(event: NormalisedEvent, now: number): boolean {
    if (this.#random.chance(0.05)) {
      this.#planted.note('webhook lost');
      return false;
    }
    this.sendSafely(event, now);
    if (this.#random.chance(0.1)) {
      this.#planted.note('webhook repeated');
      this.sendSafely(event, now);
    }
    return true;
  }

  /** Sends what arrives, at some time. */
  sendSafely(event: NormalisedEvent, now: number): void {
    const delay = this.#random.chance(0.8)
      ? this.#random.below(LATE_SECONDS_USUALLY * MICROSECONDS_PER_SECOND)
      : this.#random.below(LAST_REPETITION_HOURS * HOUR);
    this.#waiting.push({ at: now + delay, event, runs: this.runs });
  }

  /** Delivers what is due, in the order of arrival. */
  deliverUntil(instant: number, now: number): void {
    const due = this.#waiting
      .filter((one) => one.at <= instant)
      .toSorted((one, other) => one.at - other.at);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((one) => one.at > instant);
    for (const { event, at, runs } of due) {
      const newest = this.#newest.get(event.key) ?? 0;
      if (runs < this.runs) this.#planted.note('webhook late, after a run');
      if (newest > event.value.occurredAt) this.#planted.note('webhook after a younger one');
      this.#newest.set(event.key, Math.max(newest, event.value.occurredAt));
      this.#books.book(publishedEvent(event, Math.min(at, now)));
    }
  }
}
