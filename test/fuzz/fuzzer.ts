/** How a fuzzer is run. */
export interface FuzzerOptions {
  readonly casesCount: number;
  readonly seed: number;
  readonly print: (line: string) => void;
}

/** What it found. */
export interface FuzzerOutcome {
  readonly failuresCount: number;
}

/** Draws cases from a seed, sends them, and prints what was not as it must be. */
export type Fuzzer = (options: FuzzerOptions) => Promise<FuzzerOutcome>;
