/** Shows how far long work is. */
export interface ProgressBar {
  /** Draws the bar anew, if the last drawing is old enough. */
  show(done: number, total: number): void;
  /** Takes the bar off the screen. */
  clear(): void;
}

export interface ProgressBarOptions {
  /** Of the screen; null where nobody watches, and then nothing is drawn. */
  readonly write: ((text: string) => void) | null;
  /** Milliseconds, never going back. */
  readonly clock: () => number;
  readonly unit: string;
}

const WIDTH = 30;
const MILLISECONDS_BETWEEN = 100;

/** A bar on one line that draws itself over and over. */
export function createProgressBar({ write, clock, unit }: ProgressBarOptions): ProgressBar {
  const begun = clock();
  let drawn = -Infinity;
  if (write === null) return { show: () => undefined, clear: () => undefined };
  return {
    show(done, total) {
      const now = clock();
      if (now - drawn < MILLISECONDS_BETWEEN) return;
      drawn = now;
      const share = total === 0 ? 1 : Math.min(1, done / total);
      const bar = '#'.repeat(Math.round(share * WIDTH)).padEnd(WIDTH, '.');
      const rate = Math.round((done / Math.max(1, now - begun)) * 1000);
      const percent = `${Math.floor(share * 100)}`.padStart(3);
      write(`\r[${bar}] ${percent} %  ${done} of ${total} ${unit}, ${rate}/s\u001B[K`);
    },
    clear: () => write('\r\u001B[K'),
  };
}
