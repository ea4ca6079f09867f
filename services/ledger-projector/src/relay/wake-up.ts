/** Lets a loop wait for a call or for time to pass, whichever comes first. */
export interface WakeUp {
  readonly wake: () => void;
  readonly wait: () => Promise<void>;
}

/** A wake-up call that comes while nobody waits counts for the next wait. */
export const createWakeUp = (waitMilliseconds: number): WakeUp => {
  let called = false;
  let end: (() => void) | null = null;
  const wait = async (): Promise<void> => {
    if (!called) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMilliseconds);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    called = false;
    end = null;
  };
  return {
    wait,
    wake: () => {
      called = true;
      end?.();
    },
  };
};
