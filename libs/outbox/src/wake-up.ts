/** Lets a loop sleep until it is called or a time has passed; a call while it works is kept. */
export interface WakeUp {
  wake(): void;
  isSleeping(): boolean;
  /** Resolves with `called` at once if there was a call since the last wait. */
  wait(milliseconds: number): Promise<'called' | 'timed-out'>;
}

export const createWakeUp = (): WakeUp => {
  let called = false;
  let wakeSleeper: (() => void) | undefined;
  return {
    wake: () => {
      called = true;
      wakeSleeper?.();
    },
    isSleeping: () => wakeSleeper !== undefined && !called,
    wait: async (milliseconds) => {
      if (!called) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, milliseconds);
          wakeSleeper = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wakeSleeper = undefined;
      }
      const reason = called ? 'called' : 'timed-out';
      called = false;
      return reason;
    },
  };
};
