/** How a benchmark is run. */
export interface BenchmarkOptions {
  /** How long the load lasts. */
  readonly seconds: number;
  /** Whether to measure what takes hours, too. */
  readonly long?: boolean;
  /** Events of a log that is only booked, proven and rebuilt; absent for the usual measures. */
  readonly rebuildEvents?: number;
  readonly print: (line: string) => void;
}

/** Names of figures carry their units. */
export type Figures = Readonly<Record<string, number>>;

/** Puts load on the real thing and answers with what it measured. */
export type Benchmark = (options: BenchmarkOptions) => Promise<Figures>;
